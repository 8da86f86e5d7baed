/** How Go writes values in the kubelet's messages. */

/** `[a b]`: %v of a slice of texts. */
export const goList = (items: readonly string[]): string => `[${items.join(' ')}]`

/** %q */
export const goQuote = (text: string): string => JSON.stringify(text)

/** Several errors in one text, as apimachinery's Aggregate writes them. */
export const aggregate = (messages: readonly string[]): string => {
  const distinct = [...new Set(messages)]
  return distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(', ')}]`
}
