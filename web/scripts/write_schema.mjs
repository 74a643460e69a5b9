// Writes schema.d.ts: the types of what the server says and hears, from the description that it serves as OpenAPI 3.1.
// Its routes the server knows by itself; tests/web/addresses.test.mjs holds this folder against them.
import { readFileSync, writeFileSync } from 'node:fs'
import yaml from 'js-yaml'
import openapi from 'openapi-typescript'

const { schemas } = yaml.load(readFileSync(new URL('../../definitions/api.yaml', import.meta.url), 'utf8'))

// All properties are required but those under x-optional, as the server spells it out.
function spelt(schema) {
  if (Array.isArray(schema)) return schema.map(spelt)
  if (typeof schema !== 'object' || schema === null) return schema
  const { 'x-optional': optional = [], ...rest } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, spelt(value)]))
  if (!rest.properties || !rest.type) return rest
  return { ...rest, required: Object.keys(rest.properties).filter((key) => !optional.includes(key)) }
}

const document = { openapi: '3.1.0', info: { title: 'Cunkou', version: '' }, paths: {}, components: { schemas: spelt(schemas) } }
writeFileSync(new URL('../src/lib/schema.d.ts', import.meta.url), await openapi(document))
