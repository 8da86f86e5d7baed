/** helm against a served cluster: the life of a release, hooks, RBAC, custom resources, and what goes wrong. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { realBinaries } from '../real-kubectl.mjs'
import { served } from './served.mjs'

const { helm, kubectl } = realBinaries()
let cluster
before(async () => {
  cluster = await served()
})
after(() => cluster.stop())

const json = async (...words) => JSON.parse(await cluster.must(kubectl, 'get', ...words, '-o', 'json'))
const names = async (...words) => (await cluster.must(kubectl, 'get', ...words, '-o', 'name')).split('\n').filter(Boolean)
const status = async (release) => JSON.parse(await cluster.must(helm, 'status', release, '-o', 'json')).info.status

/** Both ways in which helm writes: as the server merges, and as helm 3 did. */
for (const side of ['true', 'false'])
  describe(`a release, --server-side=${side}`, () => {
    const release = `web-${side}`
    const way = [`--server-side=${side}`, '--wait', '--timeout', '60s']

    test('helm create and install --wait: what the chart makes is ready', async () => {
      await cluster.must(helm, 'create', release)
      await cluster.must(helm, 'install', release, `./${release}`, ...way)
      assert.equal(await status(release), 'deployed')
      const [deployment] = (await json('deployments', '-l', `app.kubernetes.io/instance=${release}`)).items
      assert.equal(deployment.status.readyReplicas, 1)
      assert.equal(deployment.metadata.labels['app.kubernetes.io/managed-by'], 'Helm')
    })

    test('upgrade: another number of replicas', async () => {
      await cluster.must(helm, 'upgrade', release, `./${release}`, '--set', 'replicaCount=3', ...way)
      const [deployment] = (await json('deployments', '-l', `app.kubernetes.io/instance=${release}`)).items
      assert.equal(deployment.status.readyReplicas, 3)
    })

    test('rollback, and history tells of it', async () => {
      await cluster.must(helm, 'rollback', release, '1', ...way)
      const history = JSON.parse(await cluster.must(helm, 'history', release, '-o', 'json'))
      assert.deepEqual(
        history.map(({ revision, status: state, description }) => [revision, state, description]),
        [
          [1, 'superseded', 'Install complete'],
          [2, 'superseded', 'Upgrade complete'],
          [3, 'deployed', 'Rollback to 1'],
        ],
      )
      assert.equal((await json('deployments', '-l', `app.kubernetes.io/instance=${release}`)).items[0].spec.replicas, 1)
    })

    test("test: the chart's pod reaches its Service", async () => {
      assert.match(await cluster.must(helm, 'test', release, '--timeout', '60s'), /Phase: +Succeeded/)
    })

    test('uninstall --wait leaves nothing but the pod of the test', async () => {
      await cluster.must(helm, 'uninstall', release, '--wait', '--timeout', '60s')
      assert.deepEqual(await names('all,serviceaccounts,secrets', '-l', `app.kubernetes.io/instance=${release}`), [`pod/${release}-test-connection`])
    })
  })

describe('a chart with hooks, RBAC and a kind of its own', () => {
  const chart = {
    'Chart.yaml': 'apiVersion: v2\nname: ship\nversion: 0.1.0\n',
    'values.yaml': 'message: hello\n',
    'crds/boats.yaml': `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: boats.sea.example.com }
spec:
  group: sea.example.com
  names: { kind: Boat, plural: boats, singular: boat }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, required: [crew], properties: { crew: { type: integer, minimum: 1 } } }
`,
    'templates/boat.yaml':
      'apiVersion: sea.example.com/v1\nkind: Boat\nmetadata: { name: "{{ .Release.Name }}" }\nspec: { crew: {{ .Values.crew | default 3 }} }\n',
    'templates/rbac.yaml': `
apiVersion: v1
kind: ServiceAccount
metadata: { name: captain }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: captain }
rules: [{ apiGroups: [sea.example.com], resources: [boats], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: captain }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: captain }
subjects: [{ kind: ServiceAccount, name: captain, namespace: "{{ .Release.Namespace }}" }]
`,
    'templates/hooks.yaml': `
apiVersion: v1
kind: ConfigMap
metadata:
  name: before
  annotations: { helm.sh/hook: pre-install, helm.sh/hook-weight: "-5" }
data: { message: "{{ .Values.message }}" }
---
apiVersion: v1
kind: Pod
metadata:
  name: greet
  annotations: { helm.sh/hook: "post-install,post-upgrade", helm.sh/hook-delete-policy: before-hook-creation }
spec:
  restartPolicy: Never
  containers:
    - name: greet
      image: busybox:1.37
      command: [sh, -c, 'echo "$MESSAGE"; exit {{ .Values.fails | default 0 }}']
      env: [{ name: MESSAGE, valueFrom: { configMapKeyRef: { name: before, key: message } } }]
`,
  }

  test('installs in the order of hooks; the kind is there before its objects', async () => {
    for (const [name, text] of Object.entries(chart)) {
      const path = join(cluster.folder, 'ship', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    await cluster.must(helm, 'install', 'ship', './ship', '--wait', '--timeout', '60s')
    assert.equal((await json('boats', 'ship')).spec.crew, 3)
    assert.equal(await cluster.must(kubectl, 'logs', 'greet'), 'hello\n')
  })

  test('the account of the chart may do what its role says, and no more', async () => {
    const may = async (...words) => (await cluster.run(kubectl, 'auth', 'can-i', ...words, '--as=system:serviceaccount:default:captain')).stdout.trim()
    assert.deepEqual([await may('list', 'boats.sea.example.com'), await may('delete', 'boats.sea.example.com')], ['yes', 'no'])
  })

  test('a value that the schema refuses is refused with its words', async () => {
    const { code, stderr } = await cluster.run(helm, 'upgrade', 'ship', './ship', '--set', 'crew=-1')
    assert.notEqual(code, 0)
    assert.match(stderr, /spec\.crew in body should be greater than or equal to 1/)
  })

  test('a hook that fails makes the release fail', async () => {
    const { code, stderr } = await cluster.run(helm, 'upgrade', 'ship', './ship', '--set', 'fails=3', '--timeout', '60s')
    assert.notEqual(code, 0)
    assert.match(stderr, /post-upgrade hooks failed/)
    assert.equal(await status('ship'), 'failed')
  })

  test('uninstall leaves the definition, as helm does, and takes its objects', async () => {
    await cluster.must(helm, 'uninstall', 'ship', '--wait', '--timeout', '60s')
    assert.deepEqual(await names('boats'), [])
    assert.deepEqual(await names('crds'), ['customresourcedefinition.apiextensions.k8s.io/boats.sea.example.com'])
  })
})

describe('what goes wrong', () => {
  test('an image that is not there: --wait runs into its timeout, and --rollback-on-failure takes it back', async () => {
    await cluster.must(helm, 'create', 'wrong')
    const { code, stderr } = await cluster.run(
      helm,
      'install',
      'wrong',
      './wrong',
      '--set',
      'image.tag=no-such-tag',
      '--wait',
      '--timeout',
      '8s',
      '--rollback-on-failure',
    )
    assert.notEqual(code, 0)
    assert.match(stderr, /wrong/)
    assert.deepEqual(await names('deployments'), [])
  })

  test('a name that is taken, a release that is not there, a server that may not be written to', async () => {
    await cluster.must(helm, 'install', 'one', './wrong')
    assert.match((await cluster.run(helm, 'install', 'one', './wrong')).stderr, /cannot reuse a name that is still in use/)
    assert.match((await cluster.run(helm, 'upgrade', 'nobody', './wrong')).stderr, /"nobody" has no deployed releases/)
    assert.match((await cluster.run(helm, 'list', '--kube-as-user', 'jane')).stderr, /User "jane" cannot list resource "secrets"/)
    assert.match(await cluster.must(helm, 'install', 'two', './wrong', '--dry-run=server'), /STATUS: pending-install/)
    assert.deepEqual(await names('deployments', '-l', 'app.kubernetes.io/instance=two'), [])
  })
})
