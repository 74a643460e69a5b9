/** Only a path of this app is a place to go back to. */
export function pathAfter(wish: unknown): string {
  return typeof wish === 'string' && /^\/(?![/\\])/.test(wish) ? wish : '/'
}
