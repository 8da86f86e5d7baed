/** Talks to a server in the cluster by way of its Service. Models kube-aggregator pkg/apiserver/handler_proxy.go. */
import type { ApiRequest, ApiResponse, Dial, ProxyAnswer, UserInfo } from '../../../api/request.ts'
import type { APIService, Service } from '../../../api/types.ts'
import { bodyText, queryText } from '../encoding/forward.ts'
import { plain } from '../encoding/respond.ts'
import { decodeBase64 } from '../resources/secret/base64.ts'

/** Whom the aggregator is to the server when it asks for itself. */
export const aggregatorUser: UserInfo = { username: 'system:kube-aggregator', groups: ['system:masters'] }

/** `10.96.4.20:443` */
export const addressOf = ({ spec }: APIService, service: Service | undefined): string => `${service?.spec?.clusterIP ?? ''}:${spec.service?.port ?? 443}`

/** Sends a request under the name of a user, who the server believes because it trusts the aggregator's certificate. */
export function askBackend(dial: Dial, api: APIService, service: Service, request: ApiRequest, user: UserInfo): ProxyAnswer {
  const { insecureSkipTLSVerify, caBundle, service: to } = api.spec
  const extra = Object.entries(user.extra ?? {}).map(([name, values]) => [`x-remote-extra-${encodeURIComponent(name)}`, values.join(', ')])
  const { authorization: _, ...headers } = request.headers ?? {}
  return dial({
    scheme: 'https',
    host: service.spec?.clusterIP ?? '',
    port: to?.port ?? 443,
    method: request.method,
    path: `${request.path}${queryText(request)}`,
    headers: { ...headers, 'x-remote-user': user.username, 'x-remote-group': user.groups.join(', '), ...Object.fromEntries(extra) },
    body: bodyText(request),
    ...(insecureSkipTLSVerify
      ? {}
      : { verify: { serverName: `${to?.name}.${to?.namespace}.svc`, ...(caBundle ? { authority: decodeBase64(caBundle) ?? '' } : {}) } }),
  })
}

/** The answer as this server hands it on: what is JSON as the object that it says. */
export function handOn(answer: ProxyAnswer): ApiResponse {
  if ('failure' in answer) return plain(`${answer.failure}\n`, 503)
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const { 'content-length': _, ...rest } = headers
  return { status: answer.status, headers: rest, body: bodyOf(answer.body, headers['content-type'] ?? '') }
}

function bodyOf(text: string, type: string): object | string {
  if (!type.startsWith('application/json')) return text
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? value : text
}
