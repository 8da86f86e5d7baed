/** The pods that do the work on a node: one to make a folder, one to delete it, each with a script of the ConfigMap. */
import { pods } from '../../api/kinds.ts'
import { Quantity } from '../../api/quantity.ts'
import { isAlreadyExists, isNotFound, StatusError } from '../../api/status.ts'
import type { Container, Pod } from '../../api/types.ts'
import { parseYaml } from '../../api/yaml.ts'
import type { Client } from '../../client/client.ts'
import type { ProgramHost } from '../../node/network/system-program.ts'

export interface HelperTask {
  readonly action: 'create' | 'delete'
  /** Name of the volume. */
  readonly volume: string
  readonly node: string
  readonly path: string
  readonly mode: string
  readonly size: string
}

const patience = 120
const longestName = 128

/** Runs the pod and deletes it when it is done. @param done is told what went wrong, if it did */
export function runHelper(host: ProgramHost, client: Client, task: HelperTask, done: (error?: string) => void): { cancel(): void } {
  const namespace = host.env.get('POD_NAMESPACE') ?? 'local-path-storage'
  const failed = (why: string): void => done(`failed to ${task.action} volume ${task.volume}: ${why}`)
  let timer: { cancel(): void } | undefined
  try {
    const pod = helperPod(host, namespace, task)
    const { name } = pod.metadata
    host.out(logLine(host, `create the helper pod ${name} into ${namespace}`))
    create(client, pod, namespace)
    const look = (count: number): void => {
      const phase = client.find(pods, name, namespace)?.status?.phase
      if (phase !== 'Succeeded' && count < patience) {
        timer = host.clock.after(1000, () => look(count + 1))
        return
      }
      remove(client, name, namespace)
      if (phase === 'Succeeded') {
        host.out(logLine(host, `Volume ${task.volume} has been ${task.action}d on ${task.node}:${task.path}`))
        done()
      } else failed(`create process timeout after ${patience} seconds`)
    }
    look(0)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    failed(error.message)
  }
  return { cancel: () => timer?.cancel() }
}

/** A line of logrus. */
export const logLine = ({ clock }: ProgramHost, message: string): string =>
  `time="${new Date(clock.now()).toISOString().slice(0, 19)}Z" level=info msg=${JSON.stringify(message)}\n`

function create(client: Client, pod: Pod, namespace: string): void {
  try {
    client.create(pods, pod, namespace)
  } catch (error) {
    // One that was left over from an earlier try does the same.
    if (!isAlreadyExists(error)) throw error
  }
}

function remove(client: Client, name: string, namespace: string): void {
  try {
    client.delete(pods, name, namespace)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** The pod of the ConfigMap, on the node, with its folder and the scripts. */
function helperPod(host: ProgramHost, namespace: string, { action, volume, node, path, mode, size }: HelperTask): Pod {
  const template = parseYaml(host.readFile('/etc/config/helperPod.yaml') ?? '')[0] as Pod
  const [container, ...others] = template.spec.containers as [Container, ...Container[]]
  const parent = path.slice(0, path.lastIndexOf('/'))
  const bytes = String(Quantity.parse(size).value)
  const scripts = ['setup', 'teardown'].map((key) => ({ key, path: key }))
  return {
    ...template,
    metadata: { ...template.metadata, name: `${template.metadata.name}-${action}-${volume}`.slice(0, longestName), namespace },
    spec: {
      ...template.spec,
      nodeName: node,
      restartPolicy: 'Never',
      serviceAccountName: 'local-path-provisioner-service-account',
      tolerations: [...(template.spec.tolerations ?? []), { operator: 'Exists' }],
      volumes: [
        ...(template.spec.volumes ?? []),
        { name: 'data', hostPath: { path: parent, type: 'DirectoryOrCreate' } },
        { name: 'script', configMap: { name: 'local-path-config', items: scripts } },
      ],
      containers: [
        {
          ...container,
          command: ['/bin/sh', action === 'create' ? '/script/setup' : '/script/teardown'],
          args: ['-p', path, '-s', bytes, '-m', mode],
          env: [...(container.env ?? []), { name: 'VOL_DIR', value: path }, { name: 'VOL_MODE', value: mode }, { name: 'VOL_SIZE_BYTES', value: bytes }],
          volumeMounts: [...(container.volumeMounts ?? []), { name: 'data', mountPath: parent }, { name: 'script', mountPath: '/script' }],
          securityContext: { privileged: true },
        },
        ...others,
      ],
    },
  }
}
