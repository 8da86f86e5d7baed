/** Where a webhook is. Models apiserver pkg/util/webhook. */
import { isPortNumber } from '../../../../api/names.ts'
import { type FieldError, invalidValue, required } from '../../../../api/status.ts'
import type { AdmissionregistrationV1ServiceReference, AdmissionregistrationV1WebhookClientConfig } from '../../../../api/types.ts'

const format = 'desired format: https://host[/path]'

export function validateClientConfig({ url, service }: AdmissionregistrationV1WebhookClientConfig, at: string): FieldError[] {
  if ((url === undefined) === (service === undefined)) return [required(at, 'exactly one of url or service is required')]
  return service ? validateService(service, `${at}.service`) : validateUrl(url ?? '', `${at}.url`)
}

function validateUrl(url: string, at: string): FieldError[] {
  const [, scheme = '', host = '', rest = ''] = /^(?:([a-zA-Z][-+.a-zA-Z0-9]*):)?(?:\/\/([^/?#]*))?(.*)$/.exec(url) ?? []
  return [
    ...(scheme === 'https' ? [] : [invalidValue(at, scheme, `'https' is the only allowed URL scheme; ${format}`)]),
    ...(host === '' ? [invalidValue(at, host, `host must be specified; ${format}`)] : []),
    ...(host.includes('@') ? [invalidValue(at, host.replace(/@.*/, ''), 'user information is not permitted in the URL')] : []),
    ...(rest.includes('#') ? [invalidValue(at, rest.replace(/^[^#]*#/, ''), 'fragments are not permitted in the URL')] : []),
    ...(rest.includes('?') ? [invalidValue(at, rest.replace(/^[^?]*\?/, '').replace(/#.*/, ''), 'query parameters are not permitted in the URL')] : []),
  ]
}

function validateService({ name, namespace, port = 443, path }: AdmissionregistrationV1ServiceReference, at: string): FieldError[] {
  const wrongPort = isPortNumber(port)
  return [
    ...(name ? [] : [required(`${at}.name`, 'service name is required')]),
    ...(namespace ? [] : [required(`${at}.namespace`, 'service namespace is required')]),
    ...(wrongPort.length > 0 ? [invalidValue(`${at}.port`, port, `port is not valid: ${wrongPort.join(',')}`)] : []),
    ...(path && !path.startsWith('/') ? [invalidValue(`${at}.path`, path, "must start with a '/'")] : []),
  ]
}
