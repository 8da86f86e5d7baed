/** nginx' own pages. */

const titles: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

/** What stands in the status line, where that is not the page's title. */
const statusLines: Readonly<Record<number, string>> = { 302: 'Moved Temporarily', 401: 'Unauthorized' }

export const reasonFor = (status: number): string | undefined => statusLines[status] ?? titles[status]

/** The page for a status, as nginx writes it where its version is not to be told. */
export function page(status: number): string {
  const title = `${status} ${titles[status] ?? 'Error'}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
}
