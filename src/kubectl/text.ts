/** The text in a file: UTF-8, as Go's readers take it. */
export const textOf = (data: Uint8Array): string => new TextDecoder('utf-8').decode(data)
