/** Brings a fresh cluster into a lesson's start state: what `kubectl apply` of an administrator would leave. */
import { apiVersionOf } from '../../api/kinds.ts'
import type { AnyObject } from '../../api/object.ts'
import { StatusError } from '../../api/status.ts'
import { parseYaml, YamlError } from '../../api/yaml.ts'
import type { Cluster } from '../../cluster.ts'
import type { ResourceDefinition } from '../../control-plane/api-server/resource.ts'
import { LessonError } from '../../tutor/lesson/lesson-error.ts'

/** Creates every object of the manifests, document by document. `file` is for errors. @throws LessonError */
export function applyManifest(cluster: Cluster, file: string, text: string, namespace: string): void {
  for (const [i, object] of documents(file, text).entries()) {
    const definition = cluster.apiServer.definitions.find(({ of }) => of.kind === object?.kind && apiVersionOf(of) === object?.apiVersion)
    if (!definition) throw broken(file, `document ${i + 1}: the cluster does not serve ${object?.apiVersion} ${object?.kind}`)
    try {
      create(cluster, definition, object, namespace)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      throw broken(file, `document ${i + 1} (${object.kind} ${object.metadata?.name}): ${error.message}`)
    }
  }
  cluster.settle()
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

function create({ admin, settle }: Cluster, { of }: ResourceDefinition<any>, object: AnyObject, namespace: string): void {
  const place = of.namespaced ? { namespace: object.metadata?.namespace ?? namespace } : {}
  const written = { ...object, metadata: { annotations: {}, ...object.metadata, ...place } }
  const annotations = { ...written.metadata.annotations, [lastApplied]: `${JSON.stringify(written)}\n` }
  admin.create(of, { ...written, metadata: { ...written.metadata, annotations } } as AnyObject)
  settle()
}

function documents(file: string, text: string): AnyObject[] {
  try {
    return parseYaml(text) as AnyObject[]
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw broken(file, error.message)
  }
}

const broken = (file: string, problem: string): LessonError => new LessonError([{ file, line: 1, field: '', problem, remedy: '' }])
