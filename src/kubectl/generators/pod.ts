/** The Pod, and with --expose the Service, that `kubectl run` writes. */

import { isEnvVarName } from '../../api/names.ts'
import type { EnvVar, Pod, Service } from '../../api/types.ts'
import { CommandError } from '../errors.ts'
import type { Written } from './written.ts'

export interface PodOptions {
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly env: readonly EnvVar[]
  readonly args: readonly string[]
  /** The args replace the image's command instead of following it. */
  readonly command: boolean
  /** 0 for none. */
  readonly port: number
  readonly restart: 'Always' | 'OnFailure' | 'Never'
  readonly imagePullPolicy: string
  readonly privileged: boolean
  readonly stdin: boolean
  readonly tty: boolean
  readonly leaveStdinOpen: boolean
}

export function pod(options: PodOptions): Written<Pod> {
  const { name, image, labels, annotations, env, args, command, port, stdin, tty } = options
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels: { ...labels }, ...(Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {}) },
    spec: {
      containers: [
        {
          name,
          image,
          ...(args.length > 0 ? { [command ? 'command' : 'args']: [...args] } : {}),
          ...(port === 0 ? {} : { ports: [{ containerPort: port }] }),
          ...(env.length > 0 ? { env: [...env] } : {}),
          resources: {},
          ...(options.imagePullPolicy === '' ? {} : { imagePullPolicy: options.imagePullPolicy }),
          ...(options.privileged ? { securityContext: { privileged: true } } : {}),
          ...(stdin ? { stdin } : {}),
          ...(stdin && !options.leaveStdinOpen ? { stdinOnce: true } : {}),
          ...(tty ? { tty } : {}),
        },
      ],
      restartPolicy: options.restart,
      dnsPolicy: 'ClusterFirst',
    },
    status: {},
  }
}

/** `labels` are those given on the line; the Service selects what the Pod carries. */
export const serviceOfPod = (
  name: string,
  port: number,
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
): Written<Service> => ({
  kind: 'Service',
  apiVersion: 'v1',
  metadata: { name, ...(Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}) },
  spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: { ...selector } },
  status: { loadBalancer: {} },
})

/** `NAME=value` */
export function environment(pairs: readonly string[]): EnvVar[] {
  return pairs.map((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0))
    if (at < 0 || name === '' || isEnvVarName(name).length > 0) throw new CommandError(`invalid env: ${pair}`)
    const value = pair.slice(at + 1)
    return value === '' ? { name } : { name, value }
  })
}
