/** Where to go after sign-in: only a path of this app, never another site. */
export function redirectPath(target: unknown): string {
  return typeof target === 'string' && /^\/(?![/\\])/.test(target) ? target : '/'
}
