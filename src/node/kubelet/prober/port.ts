import type { Container } from '../../../api/types.ts'

/** The number of a port given by number or by its name in the container. @returns the text of the error if there is none. */
export function resolvePort(port: number | string, container: Container): number | string {
  const named = typeof port === 'string' ? container.ports?.find((each) => each.name === port)?.containerPort : port
  if (typeof port === 'string' && named === undefined && !/^\d+$/.test(port)) return `strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`
  const number = named ?? Number(port)
  return number > 0 && number < 65536 ? number : `invalid port number: ${number}`
}
