/** Base64 as Secrets carry it, without Node's Buffer. Bytes that are not UTF-8 become U+FFFD. */
export const decodeBase64 = (text: string): string => new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)))
