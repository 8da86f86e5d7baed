/** Base64 of bytes, and back. */
export const base64 = (data: Uint8Array): string => {
  let text = ''
  for (const byte of data) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Throws if the text is not base64. */
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
