/** What the API server says it serves: the table of `kubectl api-resources`, and the paths and verbs of the API's own document. */
import { expect, test } from '@jest/globals'
import type { ResourceDefinition } from '../../../src/control-plane/api-server/resource.ts'
import { resources } from '../../../src/control-plane/api-server/resources/index.ts'
import { paths, withTheDocument } from '../../api/oracle.ts'
import { server } from '../server.ts'

/** Of a fresh cluster of 1.36: plural, short names, categories; in the order of the groups' and the resources' names. */
const table = `
v1 bindings
v1 componentstatuses cs
v1 configmaps cm
v1 endpoints ep
v1 events ev
v1 limitranges limits
v1 namespaces ns
v1 nodes no
v1 persistentvolumeclaims pvc
v1 persistentvolumes pv
v1 pods po all
v1 podtemplates
v1 replicationcontrollers rc all
v1 resourcequotas quota
v1 secrets
v1 serviceaccounts sa
v1 services svc all
admissionregistration.k8s.io/v1 mutatingadmissionpolicies - api-extensions
admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings - api-extensions
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations - api-extensions
admissionregistration.k8s.io/v1 validatingadmissionpolicies - api-extensions
admissionregistration.k8s.io/v1 validatingadmissionpolicybindings - api-extensions
admissionregistration.k8s.io/v1 validatingwebhookconfigurations - api-extensions
apiextensions.k8s.io/v1 customresourcedefinitions crd,crds api-extensions
apiregistration.k8s.io/v1 apiservices - api-extensions
apps/v1 controllerrevisions
apps/v1 daemonsets ds all
apps/v1 deployments deploy all
apps/v1 replicasets rs all
apps/v1 statefulsets sts all
authentication.k8s.io/v1 selfsubjectreviews
authentication.k8s.io/v1 tokenreviews
authorization.k8s.io/v1 localsubjectaccessreviews
authorization.k8s.io/v1 selfsubjectaccessreviews
authorization.k8s.io/v1 selfsubjectrulesreviews
authorization.k8s.io/v1 subjectaccessreviews
autoscaling/v1 horizontalpodautoscalers hpa all
autoscaling/v2 horizontalpodautoscalers hpa all
batch/v1 cronjobs cj all
batch/v1 jobs - all
certificates.k8s.io/v1 certificatesigningrequests csr
coordination.k8s.io/v1 leases
discovery.k8s.io/v1 endpointslices
events.k8s.io/v1 events ev
flowcontrol.apiserver.k8s.io/v1 flowschemas
flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations
networking.k8s.io/v1 ingressclasses
networking.k8s.io/v1 ingresses ing
networking.k8s.io/v1 ipaddresses ip
networking.k8s.io/v1 networkpolicies netpol
networking.k8s.io/v1 servicecidrs
node.k8s.io/v1 runtimeclasses
policy/v1 poddisruptionbudgets pdb
rbac.authorization.k8s.io/v1 clusterrolebindings
rbac.authorization.k8s.io/v1 clusterroles
rbac.authorization.k8s.io/v1 rolebindings
rbac.authorization.k8s.io/v1 roles
resource.k8s.io/v1 deviceclasses
resource.k8s.io/v1 resourceclaims
resource.k8s.io/v1 resourceclaimtemplates
resource.k8s.io/v1 resourceslices
scheduling.k8s.io/v1 priorityclasses pc
storage.k8s.io/v1 csidrivers
storage.k8s.io/v1 csinodes
storage.k8s.io/v1 csistoragecapacities
storage.k8s.io/v1 storageclasses sc
storage.k8s.io/v1 volumeattachments
storage.k8s.io/v1 volumeattributesclasses vac
`
  .trim()
  .split('\n')

/** Not served yet. The list gets shorter; what has left it does not come back. */
const subresourcesNotYet: readonly string[] = []

const groupVersion = ({ of }: ResourceDefinition): string => (of.group === '' ? of.version : `${of.group}/${of.version}`)

test('has the names that kubectl api-resources shows', () => {
  const lines = resources.map((resource) => {
    const { of, short = [], categories = [] } = resource
    const names = short.join() || (categories.length > 0 ? '-' : '')
    return [groupVersion(resource), of.plural, names, categories.join()].filter((part) => part !== '').join(' ')
  })
  expect(lines.sort()).toEqual([...table].sort())
  console.log(`${lines.length} resources are served, all that a server of 1.36 has`)
})

const verbOf: Readonly<Record<string, string>> = { post: 'create', put: 'update', watchlist: 'watch' }
const connecting: Readonly<Record<string, string>> = { post: 'create', put: 'update', get: 'get', delete: 'delete', patch: 'patch' }

/** `apps/v1 deployments/scale` → its verbs, as the paths of the API's document tell. */
function verbsInDocument(): Map<string, Set<string>> {
  const verbs = new Map<string, Set<string>>()
  for (const [path, item] of Object.entries(paths)) {
    const [root, ...rest] = path.split('/').filter((part) => part !== '')
    if (root !== 'api' && root !== 'apis') continue
    const depth = root === 'api' ? 1 : 2
    const [group, names] = [rest.slice(0, depth).join('/'), rest.slice(depth)]
    const name = resourceIn(names)
    if (!name) continue
    const known = verbs.get(`${group} ${name}`) ?? new Set()
    verbs.set(`${group} ${name}`, known)
    for (const [method, operation] of Object.entries(item)) {
      const action = (operation as Record<string, string>)['x-kubernetes-action']
      if (action === 'connect') known.add(connecting[method] ?? '')
      else if (action) known.add(verbOf[action] ?? action)
    }
    known.delete('')
  }
  return verbs
}

/** `deployments/scale` of `namespaces/{namespace}/deployments/{name}/scale`. */
function resourceIn(names: readonly string[]): string {
  const own = names[0] === 'watch' ? names.slice(1) : names
  const [resource = '', , subresource] = own[1] === '{namespace}' && own.length > 2 ? own.slice(2) : own
  return subresource ? `${resource}/${subresource}` : resource
}

withTheDocument('the OpenAPI document of Kubernetes 1.36', () => {
  test('has the same verbs for all that is served', () => {
    const api = server()
    const theirs = verbsInDocument()
    const differing: Record<string, unknown> = {}
    const seen: string[] = []
    for (const group of new Set(resources.map(groupVersion))) {
      const { body } = api.send('GET', group === 'v1' ? '/api/v1' : `/apis/${group}`)
      for (const { name, verbs } of body.resources) {
        seen.push(`${group} ${name}`)
        const expected = [...(theirs.get(`${group} ${name}`) ?? [])].sort()
        if (JSON.stringify([...verbs].sort()) !== JSON.stringify(expected)) differing[`${group} ${name}`] = { ours: verbs, theirs: expected }
      }
    }
    expect(differing).toEqual({})
    const served = new Set(seen)
    const missing = [...theirs.keys()].filter((name) => name.includes('/', name.indexOf(' ')) && served.has(name.replace(/\/[^/]*$/, '')) && !served.has(name))
    expect(missing.filter((name) => !subresourcesNotYet.includes(name))).toEqual([])
    console.log(`${seen.length} resources and subresources have the verbs of Kubernetes 1.36${missing.length === 0 ? '' : `; not yet: ${missing.join(', ')}`}`)
  })
})
