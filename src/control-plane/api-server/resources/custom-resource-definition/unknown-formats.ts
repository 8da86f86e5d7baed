import type { CustomResourceDefinition } from '../../../../api/types.ts'
import { isKnownFormat } from '../../apiextensions/schema/formats.ts'
import { itemsOf, type JsonSchema, valuesOf } from '../../apiextensions/schema/schema.ts'

/** Warnings about formats that mean nothing, of an update only those that are new. */
export function unknownFormats(crd: CustomResourceDefinition, old?: CustomResourceDefinition): string[] {
  const before = old ? formatsOf(old) : []
  return formatsOf(crd)
    .filter((format) => !before.includes(format))
    .map((format) => `unrecognized format ${JSON.stringify(format)}`)
}

const formatsOf = ({ spec }: CustomResourceDefinition): string[] => spec.versions.flatMap(({ schema }) => formatsIn(schema?.openAPIV3Schema))

function formatsIn(schema: JsonSchema | undefined): string[] {
  if (!schema) return []
  const parts = [
    itemsOf(schema),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    schema.not,
    ...Object.values(schema.properties ?? {}),
    valuesOf(schema),
  ]
  return [...(schema.format && !isKnownFormat(schema) ? [schema.format] : []), ...parts.flatMap(formatsIn)]
}
