/** JSON for people: who asks with curl, wget or a browser gets it indented. Models apiserver pkg/endpoints/handlers/negotiation (isPrettyPrint). */

const people = /^(curl|Wget|Mozilla\/5\.0)/

/** Whether it is to be indented. `pretty` is the parameter of that name, if it was given. */
export const wantsPretty = (userAgent: string, pretty: string | undefined): boolean =>
  pretty === undefined ? people.test(userAgent) : ['true', '1', ''].includes(pretty)

/** An answer's object as text. */
export const jsonText = (body: object, userAgent: string, pretty: string | undefined): string =>
  wantsPretty(userAgent, pretty) ? JSON.stringify(body, undefined, 2) : `${JSON.stringify(body)}\n`
