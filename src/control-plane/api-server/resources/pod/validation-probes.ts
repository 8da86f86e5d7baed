/** Probes and lifecycle hooks. Models validateProbe and validateHandler of pkg/apis/core/validation. */
import { isHttpHeaderName } from '../../../../api/names.ts'
import { type FieldError, forbiddenField, invalidValue, notSupported, required } from '../../../../api/status.ts'
import type { Container, HTTPGetAction, Lifecycle, LifecycleHandler, PodSpec, Probe } from '../../../../api/types.ts'
import { each, nonNegative, portNumber, portNumberOrName } from '../checks.ts'

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>

export function validateProbes(container: Container, spec: PodSpec, at: string): FieldError[] {
  const { livenessProbe, readinessProbe, startupProbe } = container
  return [
    ...validateProbe(livenessProbe, spec, `${at}.livenessProbe`),
    ...onlyOnce(livenessProbe, `${at}.livenessProbe`),
    ...validateProbe(readinessProbe, spec, `${at}.readinessProbe`),
    ...(readinessProbe?.terminationGracePeriodSeconds === undefined
      ? []
      : [
          invalidValue(
            `${at}.readinessProbe.terminationGracePeriodSeconds`,
            readinessProbe.terminationGracePeriodSeconds,
            'must not be set for readinessProbes',
          ),
        ]),
    ...validateProbe(startupProbe, spec, `${at}.startupProbe`),
    ...onlyOnce(startupProbe, `${at}.startupProbe`),
  ]
}

const onlyOnce = (probe: Probe | undefined, at: string): FieldError[] =>
  probe && probe.successThreshold !== 1 ? [invalidValue(`${at}.successThreshold`, probe.successThreshold, 'must be 1')] : []

function validateProbe(probe: Probe | undefined, spec: PodSpec, at: string): FieldError[] {
  if (!probe) return []
  const grace = probe.terminationGracePeriodSeconds
  return [
    ...validateHandler(probe, spec, at),
    ...(['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const).flatMap((field) =>
      nonNegative(`${at}.${field}`, probe[field]),
    ),
    ...(grace !== undefined && grace <= 0 ? [invalidValue(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than 0')] : []),
  ]
}

export function validateLifecycle(lifecycle: Lifecycle | undefined, spec: PodSpec, at: string): FieldError[] {
  return (['postStart', 'preStop'] as const).flatMap((hook) => {
    const handler = lifecycle?.[hook]
    return handler ? validateHandler(handler, spec, `${at}.${hook}`) : []
  })
}

const handlers: Readonly<Record<string, (handler: Handler, spec: PodSpec, at: string) => FieldError[]>> = {
  exec: ({ exec }, _spec, at) => (exec?.command?.length ? [] : [required(`${at}.command`)]),
  httpGet: ({ httpGet }, _spec, at) => (httpGet ? validateHttpGet(httpGet, at) : []),
  tcpSocket: ({ tcpSocket }, _spec, at) => portNumberOrName(`${at}.port`, tcpSocket?.port),
  grpc: ({ grpc }, _spec, at) => portNumber(`${at}.port`, grpc?.port ?? 0),
  sleep: ({ sleep }, spec, at) => {
    const grace = spec.terminationGracePeriodSeconds
    const seconds = sleep?.seconds ?? 0
    if (grace === undefined || (seconds >= 0 && seconds <= grace)) return []
    return [invalidValue(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`)]
  },
}

function validateHandler(handler: Handler, spec: PodSpec, at: string): FieldError[] {
  const present = Object.keys(handlers).filter((type) => (handler as Record<string, unknown>)[type])
  if (present.length === 0) return [required(at, 'must specify a handler type')]
  return present.flatMap((type, i) =>
    i === 0 ? (handlers[type]?.(handler, spec, `${at}.${type}`) ?? []) : [forbiddenField(`${at}.${type}`, 'may not specify more than 1 handler type')],
  )
}

function validateHttpGet({ path, port, scheme, httpHeaders }: HTTPGetAction, at: string): FieldError[] {
  return [
    ...(path ? [] : [required(`${at}.path`)]),
    ...portNumberOrName(`${at}.port`, port),
    ...(scheme === 'HTTP' || scheme === 'HTTPS' ? [] : [notSupported(`${at}.scheme`, scheme, ['HTTP', 'HTTPS'])]),
    ...(httpHeaders ?? []).flatMap((header) => each(`${at}.httpHeaders`, header.name, isHttpHeaderName(header.name))),
  ]
}
