/** Base64 of texts, without Node's Buffer. */

export function encodeBase64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The text behind a base64 value, or undefined if it is none. */
export function decodeBase64(value: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(value), (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** How many bytes a base64 value stands for. */
export const base64Length = (value: string): number => Math.floor((value.replace(/=+$/, '').length * 3) / 4)
