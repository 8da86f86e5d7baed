/** The Deployment that `kubectl create deployment` writes. */
import type { Container, Deployment } from '../../api/types.ts'
import { inNamespace, type Written } from './written.ts'

export interface DeploymentOptions {
  readonly name: string
  /** Empty unless given on the line. */
  readonly namespace: string
  readonly images: readonly string[]
  readonly command: readonly string[]
  /** Below 0 for none. */
  readonly port: number
  readonly replicas: number
  /** Five random characters, for container names that had to be changed. */
  suffix(): string
}

export function deployment(options: DeploymentOptions): Written<Deployment> {
  const labels = { app: options.name }
  const containers = options.images.map((image) => container(image, options))
  if (options.port >= 0 && containers[0]) containers[0].ports = [{ containerPort: options.port }]
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: { name: options.name, ...inNamespace(options.namespace), labels },
    spec: {
      replicas: options.replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels } as never, spec: { containers } },
      strategy: {},
    },
    status: {},
  }
}

function container(image: string, options: DeploymentOptions): Container {
  const last = image.split('/').at(-1) as string
  const name = (last.split(':')[0] as string).split('@')[0] as string
  return {
    name: /[_.]/.test(name) ? `${name.replace(/[_.]/g, '-')}-${options.suffix()}` : name,
    image,
    ...(options.command.length > 0 ? { command: [...options.command] } : {}),
    resources: {},
  }
}
