/** JSON for people: who asks with curl, wget or a browser gets it indented. Models apiserver pkg/endpoints/handlers/negotiation (isPrettyPrint). */

const people = /^(curl|Wget|Mozilla\/5\.0)/

/** An answer's object as text. `pretty` is the parameter of that name, if it was given. */
export function jsonText(body: object, userAgent: string, pretty: string | undefined): string {
  const indented = pretty === undefined ? people.test(userAgent) : ['true', '1', ''].includes(pretty)
  return indented ? JSON.stringify(body, undefined, 2) : `${JSON.stringify(body)}\n`
}
