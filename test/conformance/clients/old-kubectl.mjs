/** kubectl 1.31 and helm 3 against a served cluster of 1.36: what people who did not update for years still do. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { realBinaries } from '../real-kubectl.mjs'
import { served } from './served.mjs'

const { kubectl, helm } = realBinaries('oldest')
let cluster
const must = (...words) => cluster.must(kubectl, ...words)

before(async () => {
  cluster = await served()
  writeFileSync(
    join(cluster.folder, 'web.yaml'),
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
`,
  )
})
after(() => cluster.stop())

test('it says how far apart the versions are', async () => {
  assert.match((await cluster.run(kubectl, 'version')).stderr, /version difference between client \(1\.31\) and server \(1\.36\) exceeds/)
})

test('apply, rollout status, scale, get, describe, events', async () => {
  assert.equal(await must('apply', '-f', 'web.yaml'), 'deployment.apps/web created\n')
  assert.match(await must('rollout', 'status', 'deployment/web'), /successfully rolled out/)
  await must('scale', 'deployment/web', '--replicas=3')
  await must('wait', 'deployment/web', '--for=jsonpath={.status.readyReplicas}=3', '--timeout=60s')
  assert.match(await must('get', 'deployment', 'web', '-o', 'wide'), /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +3\/3 +3 +3 /)
  assert.match(await must('describe', 'deployment', 'web'), /Replicas: +3 desired \| 3 updated \| 3 total \| 3 available/)
  assert.match(await must('events'), /ScalingReplicaSet/)
})

test('apply by the server, and a conflict between two', async () => {
  await must('apply', '--server-side', '--field-manager=one', '--force-conflicts', '-f', 'web.yaml')
  const { code, stderr } = await cluster.run('sh', '-c', `sed 's/replicas: 2/replicas: 5/' web.yaml | ${kubectl} apply --server-side --field-manager=two -f -`)
  assert.equal(code, 1)
  assert.match(stderr, /Apply failed with 1 conflict: conflict with "one": \.spec\.replicas/)
})

test('exec, logs and port-forward', async () => {
  assert.match(await must('exec', 'deploy/web', '--', 'cat', '/etc/hostname'), /^web-/)
  const { code } = await cluster.run(kubectl, 'exec', 'deploy/web', '--', 'sh', '-c', 'exit 7')
  assert.equal(code, 7)
  assert.match(await must('logs', 'deploy/web', '--tail=1'), /start worker process/)
  const forward = spawn(kubectl, ['port-forward', 'deploy/web', ':80'], { env: cluster.env, stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise((resolve) => forward.stdout.on('data', (data) => resolve(/127\.0\.0\.1:(\d+)/.exec(data)?.[1])))
  assert.match(await (await fetch(`http://127.0.0.1:${port}/`)).text(), /Welcome to nginx/)
  forward.kill()
})

test('explain, api-resources, auth, edit by patch, delete', async () => {
  assert.match(await must('explain', 'deployment.spec.strategy.rollingUpdate.maxSurge'), /FIELD: maxSurge <IntOrString>/)
  assert.match(await must('api-resources', '--api-group=apps'), /^deployments +deploy +apps\/v1 +true +Deployment$/m)
  assert.equal(await must('auth', 'can-i', 'create', 'pods'), 'yes\n')
  assert.equal(await must('patch', 'deployment', 'web', '-p', '{"spec":{"replicas":0}}'), 'deployment.apps/web patched\n')
  assert.equal(await must('delete', '-f', 'web.yaml'), 'deployment.apps "web" deleted\n')
})

test('helm 3: install, upgrade, uninstall', async () => {
  await cluster.must(helm, 'create', 'old')
  await cluster.must(helm, 'install', 'old', './old', '--wait', '--timeout', '60s')
  await cluster.must(helm, 'upgrade', 'old', './old', '--set', 'replicaCount=2', '--wait', '--timeout', '60s')
  assert.match(await cluster.must(helm, 'history', 'old'), /2\s.*deployed/)
  await cluster.must(helm, 'uninstall', 'old', '--wait')
  assert.equal(await must('get', 'deployments'), '')
})
