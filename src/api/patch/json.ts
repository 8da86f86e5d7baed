/** The values that patches are made of. */
export type JsonObject = Record<string, any>

/** A JSON object, that is neither a list nor null. */
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isEmpty = (object: JsonObject): boolean => Object.keys(object).length === 0
