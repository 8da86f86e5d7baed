/** What the API server makes of stateful sets, daemon sets, jobs and their like: defaults, refusals, what may change. */
import { describe, expect, it, test } from '@jest/globals'
import { server } from './server.ts'

const merge = { 'content-type': 'application/merge-patch+json' }
const at = (group: string, plural: string): string => `${group === 'v1' ? '/api/v1' : `/apis/${group}`}/namespaces/default/${plural}`

const paths = {
  StatefulSet: ['apps/v1', 'statefulsets'],
  DaemonSet: ['apps/v1', 'daemonsets'],
  Deployment: ['apps/v1', 'deployments'],
  ControllerRevision: ['apps/v1', 'controllerrevisions'],
  Job: ['batch/v1', 'jobs'],
  CronJob: ['batch/v1', 'cronjobs'],
  PodDisruptionBudget: ['policy/v1', 'poddisruptionbudgets'],
  ReplicationController: ['v1', 'replicationcontrollers'],
  PodTemplate: ['v1', 'podtemplates'],
} as const
type KindName = keyof typeof paths

const pathOf = (kind: KindName): string => at(paths[kind][0], paths[kind][1])
const container = { name: 'web', image: 'nginx:1.27' }
const labels = { app: 'web' }
const template = (spec: object = {}) => ({ metadata: { labels }, spec: { containers: [container], ...spec } })
const workload = (spec: object = {}) => ({ selector: { matchLabels: labels }, template: template(), ...spec })
const jobSpec = (spec: object = {}, pod: object = {}) => ({ template: { spec: { containers: [container], restartPolicy: 'Never', ...pod } }, ...spec })

const object = (kind: KindName, spec: object, metadata: object = {}) => ({ apiVersion: paths[kind][0], kind, metadata: { name: 'web', ...metadata }, spec })

/** The text after `Kind "web" is invalid: `, or `ok`. */
const text = ({ status, body }: { status: number; body: any }): string => (status < 300 ? 'ok' : body.message.replace(/^\S+ "\S*" is invalid: /, ''))

const verdict = (kind: KindName, spec: object, metadata: object = {}): string => text(server().send('POST', pathOf(kind), object(kind, spec, metadata)))

/** What is said of a change to an object that was fine. */
function afterwards(kind: KindName, spec: object, patch: object): string {
  const { send } = server()
  expect(send('POST', pathOf(kind), object(kind, spec)).status).toBe(201)
  return text(send('PATCH', `${pathOf(kind)}/web`, patch, merge))
}

describe('defaults', () => {
  const created = (kind: KindName, spec: object) => server().send('POST', pathOf(kind), object(kind, spec)).body

  it('of a stateful set', () => {
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }
    const { spec, status, metadata } = created('StatefulSet', workload({ volumeClaimTemplates: [claim] }))
    const { template: _, selector: __, ...rest } = spec
    expect([metadata.generation, status, rest]).toEqual([
      1,
      { replicas: 0, availableReplicas: 0 },
      {
        podManagementPolicy: 'OrderedReady',
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        replicas: 1,
        revisionHistoryLimit: 10,
        serviceName: '',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
        volumeClaimTemplates: [
          { ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { ...claim.spec, volumeMode: 'Filesystem' }, status: { phase: 'Pending' } },
        ],
      },
    ])
  })

  it('of a daemon set', () => {
    const { spec, status, metadata } = created('DaemonSet', workload())
    expect([metadata.annotations, status, spec.updateStrategy, spec.revisionHistoryLimit]).toEqual([
      { 'deprecated.daemonset.template.generation': '1' },
      { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
      { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      10,
    ])
  })

  it('of a job, whose labels and selector the server makes', () => {
    const { spec, status, metadata } = created('Job', jobSpec())
    const generated = {
      'controller-uid': metadata.uid,
      'job-name': 'web',
      'batch.kubernetes.io/controller-uid': metadata.uid,
      'batch.kubernetes.io/job-name': 'web',
    }
    const { template: made, ...rest } = spec
    expect([metadata.labels, made.metadata.labels, status, rest]).toEqual([
      generated,
      generated,
      {},
      {
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        completions: 1,
        parallelism: 1,
        podReplacementPolicy: 'TerminatingOrFailed',
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid } },
        suspend: false,
      },
    ])
  })

  it('of a cron job, whose jobs are none yet', () => {
    const { spec } = created('CronJob', { schedule: '*/5 * * * *', jobTemplate: { spec: jobSpec() } })
    const { jobTemplate, ...rest } = spec
    expect(rest).toEqual({ schedule: '*/5 * * * *', concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 })
    expect([jobTemplate.metadata, Object.keys(jobTemplate.spec), jobTemplate.spec.template.metadata]).toEqual([{}, ['template'], {}])
  })

  it('of a replication controller, which selects by its labels', () => {
    const { spec, metadata } = created('ReplicationController', { template: template() })
    expect([spec.selector, metadata.labels, spec.replicas]).toEqual([labels, labels, 1])
  })
})

describe('a stateful set', () => {
  test.each<[string, string, string]>([
    [
      'nothing but a name',
      verdict('StatefulSet', {}),
      '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`, spec.template.spec.containers: Required value]',
    ],
    [
      'several errors at once',
      verdict(
        'StatefulSet',
        workload({ replicas: -1, podManagementPolicy: 'Random', updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } }, selector: {} }),
      ),
      '[spec.podManagementPolicy: Invalid value: "Random": must be \'OrderedReady\' or \'Parallel\', spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\', spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.selector: Invalid value: {}: empty selector is invalid for statefulset]',
    ],
    [
      'an update strategy that is none',
      verdict('StatefulSet', workload({ updateStrategy: { type: 'Blue' } })),
      'spec.updateStrategy: Invalid value: {"Type":"Blue","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\'',
    ],
    [
      'none that may be missing',
      verdict('StatefulSet', workload({ updateStrategy: { rollingUpdate: { maxUnavailable: '0%' } } })),
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "0%": cannot be 0',
    ],
    [
      'a retention policy that is none',
      verdict('StatefulSet', workload({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep' } })),
      'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Keep": supported values: "Retain", "Delete"',
    ],
    [
      'pods that end',
      verdict('StatefulSet', workload({ template: template({ restartPolicy: 'Never' }) })),
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    ['a name with a dot', verdict('StatefulSet', workload(), { name: 'web.1' }), 'metadata.name: Invalid value: "web.1": must not contain dots'],
    [
      'a mount of a claim template',
      verdict(
        'StatefulSet',
        workload({
          template: template({ containers: [{ ...container, volumeMounts: [{ name: 'data', mountPath: '/data' }] }] }),
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
        }),
      ),
      'ok',
    ],
    [
      'a claim template without access modes',
      verdict('StatefulSet', workload({ volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } }] })),
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
    ],
    [
      'another service name later',
      afterwards('StatefulSet', workload(), { spec: { serviceName: 'other' } }),
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ],
    [
      'another number and template later',
      afterwards('StatefulSet', workload(), { spec: { replicas: 3, template: { metadata: { annotations: { a: 'b' } } } } }),
      'ok',
    ],
  ])('with %s', (_, was, expected) => expect(was).toBe(expected))
})

describe('a daemon set', () => {
  test.each<[string, string, string]>([
    [
      'both a surge and missing pods',
      verdict('DaemonSet', workload({ updateStrategy: { rollingUpdate: { maxSurge: 1 } } })),
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ],
    [
      'neither',
      verdict('DaemonSet', workload({ updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } })),
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    ],
    [
      'a strategy that is none',
      verdict('DaemonSet', workload({ updateStrategy: { type: 'Recreate' } })),
      'spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
    ],
    [
      'another selector later',
      afterwards('DaemonSet', workload({ template: { ...template(), metadata: { labels: { ...labels, tier: 'a' } } } }), {
        spec: { selector: { matchLabels: { tier: 'a' } } },
      }),
      'spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"a"}}: field is immutable',
    ],
  ])('with %s', (_, was, expected) => expect(was).toBe(expected))
})

describe('a job', () => {
  const indexed = (spec: object) => verdict('Job', jobSpec({ completionMode: 'Indexed', completions: 5, ...spec }))
  const failing = (rule: object, spec: object = {}) => verdict('Job', jobSpec({ podFailurePolicy: { rules: [rule] }, ...spec }))

  test.each<[string, string, string]>([
    [
      'pods that never end',
      verdict('Job', jobSpec({}, { restartPolicy: 'Always' })),
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'a restart policy that is none',
      verdict('Job', jobSpec({}, { restartPolicy: 'Maybe' })),
      '[spec.template.spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never", spec.template.spec.restartPolicy: Unsupported value: "Maybe": supported values: "OnFailure", "Never"]',
    ],
    [
      'several errors at once',
      verdict('Job', jobSpec({ parallelism: -1, backoffLimit: -2, completionMode: 'Random', maxFailedIndexes: 1 })),
      '[spec.parallelism: Invalid value: -1: must be greater than or equal to 0, spec.backoffLimit: Invalid value: -2: must be greater than or equal to 0, spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified, spec.completionMode: Unsupported value: "Random": supported values: "NonIndexed", "Indexed"]',
    ],
    [
      'indexes and no end',
      verdict('Job', jobSpec({ completionMode: 'Indexed', parallelism: 2 })),
      'spec.completions: Required value: when completion mode is Indexed',
    ],
    [
      'a limit per index without indexes',
      verdict('Job', jobSpec({ backoffLimitPerIndex: 1 })),
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    ],
    [
      'more failures than indexes',
      indexed({ backoffLimitPerIndex: 1, maxFailedIndexes: 6 }),
      'spec.maxFailedIndexes: Invalid value: 6: must be less than or equal to completions',
    ],
    [
      'a success policy for indexes that are not there',
      indexed({ successPolicy: { rules: [{ succeededIndexes: '1,3-9' }, {}] } }),
      '[spec.successPolicy.rules[0].succeededIndexes: Invalid value: "1,3-9": error parsing succeededIndexes: too large index: "9", spec.successPolicy.rules[1]: Required value: at least one of succeededCount or succeededIndexes must be specified]',
    ],
    [
      'a success policy that counts too high',
      indexed({ successPolicy: { rules: [{ succeededIndexes: '1-2', succeededCount: 3 }] } }),
      'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
    ],
    [
      'a failure policy of nothing',
      failing({ action: 'FailJob' }),
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
    [
      'a failure policy with wrong exit codes',
      failing({ action: 'Restart', onExitCodes: { operator: 'In', containerName: 'nope', values: [5, 0, 5] } }),
      '[spec.podFailurePolicy.rules[0].action: Unsupported value: "Restart": supported values: "Count", "FailIndex", "FailJob", "Ignore", spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "nope": must be one of the container or initContainer names in the pod template, spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator, spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 5, spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [5,0,5]: must be ordered]',
    ],
    [
      'a failure policy and restarts',
      verdict(
        'Job',
        jobSpec({ podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } }, { restartPolicy: 'OnFailure' }),
      ),
      'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    ],
    [
      'a manager without a domain',
      verdict('Job', jobSpec({ managedBy: 'me' })),
      'spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")',
    ],
    [
      'a selector of its own',
      verdict('Job', jobSpec({ selector: { matchLabels: { a: 'b' } } })),
      '[spec.selector: Invalid value: {"matchLabels":{"a":"b","batch.kubernetes.io/controller-uid":"UID"}}: `selector` not auto-generated, spec.template.metadata.labels: Invalid value: {LABELS}: `selector` does not match template `labels`]',
    ],
    ['other completions later', afterwards('Job', jobSpec(), { spec: { completions: 3 } }), 'spec.completions: Invalid value: 3: field is immutable'],
    ['another parallelism later', afterwards('Job', jobSpec(), { spec: { parallelism: 3, suspend: true, backoffLimit: 2 } }), 'ok'],
    [
      'other completions by index later',
      afterwards('Job', jobSpec({ completionMode: 'Indexed', completions: 2, parallelism: 2 }), { spec: { completions: 3 } }),
      'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
    ],
    [
      'more nodes to go to while it is suspended',
      afterwards('Job', jobSpec({ suspend: true }), { spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } } }),
      'ok',
    ],
  ])('with %s', (_, was, expected) => expect(was.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UID').replace(/\{"batch[^}]*\}/, '{LABELS}')).toBe(expected))

  it('shows the whole template that it may not change', () => {
    const was = afterwards('Job', jobSpec(), { spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } } } })
    expect(was).toMatch(
      /^spec\.template: Invalid value: \{"labels":\{.*\},"Spec":\{"Volumes":null,"InitContainers":null,"Containers":\[\{"Name":"web","Image":"nginx:1\.28".*: field is immutable$/,
    )
  })

  it('may not say of itself that it is both done and failed', () => {
    const { send } = server()
    send('POST', pathOf('Job'), object('Job', jobSpec()))
    const status = { conditions: ['Complete', 'Failed'].map((type) => ({ type, status: 'True' })), active: 1 }
    expect(text(send('PATCH', `${pathOf('Job')}/web/status`, { status }, merge))).toBe(
      '[status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions, status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition, status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition, status.completionTime: Required value: completionTime is required for Complete jobs, status.active: Invalid value: 1: active>0 is invalid for finished job, status.startTime: Required value: startTime is required for finished job]',
    )
  })
})

describe('a cron job', () => {
  const cron = (spec: object, metadata: object = {}) => verdict('CronJob', { schedule: '@daily', jobTemplate: { spec: jobSpec() }, ...spec }, metadata)
  const schedule = (line: string) => cron({ schedule: line }).replace(/^spec\.schedule: Invalid value: "[^"]*": /, '')

  test.each<[string, string]>([
    ['', 'spec.schedule: Required value'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-2 * * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing \\"a\\": invalid syntax'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration \\"soon\\"'],
    ['@every 90m', 'ok'],
    ['0 9-17/2 * jan-mar MON-fri', 'ok'],
    ['TZ=UTC 0 9 * * *', 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
  ])('with the schedule "%s"', (line, expected) => expect(schedule(line)).toBe(expected.replace(/\\"/g, '"')))

  test.each<[string, string, string]>([
    ['a zone that is none', cron({ timeZone: 'Europe/Atlantis' }), 'spec.timeZone: Invalid value: "Europe/Atlantis": unknown time zone Europe/Atlantis'],
    ['a zone in small letters', cron({ timeZone: 'europe/berlin' }), 'spec.timeZone: Invalid value: "europe/berlin": unknown time zone europe/berlin'],
    ['no zone', cron({ timeZone: '' }), 'spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string'],
    [
      'the zone of wherever it runs',
      cron({ timeZone: 'Local' }),
      'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ],
    ['a zone that is one', cron({ timeZone: 'Europe/Berlin' }), 'ok'],
    [
      'a policy that is none',
      cron({ concurrencyPolicy: 'Never' }),
      'spec.concurrencyPolicy: Unsupported value: "Never": supported values: "Allow", "Forbid", "Replace"',
    ],
    [
      'a selector',
      cron({ jobTemplate: { spec: jobSpec({ selector: { matchLabels: labels } }) } }),
      'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"app":"web"}}: `selector` will be auto-generated',
    ],
    [
      'a template that never ends',
      cron({ jobTemplate: { spec: jobSpec({}, { restartPolicy: 'Always' }) } }),
      'spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    ['a long name', cron({}, { name: 'a'.repeat(53) }), `metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`],
  ])('with %s', (_, was, expected) => expect(was).toBe(expected))
})

describe('a disruption budget', () => {
  test.each<[string, string, string]>([
    [
      'both bounds',
      verdict('PodDisruptionBudget', { minAvailable: 1, maxUnavailable: '110%' }),
      '[spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"110%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set, spec.maxUnavailable: Invalid value: "110%": must not be greater than 100%]',
    ],
    [
      'a number that is none',
      verdict('PodDisruptionBudget', { minAvailable: 'half' }),
      `spec.minAvailable: Invalid value: "half": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
    ],
    [
      'a policy that is none',
      verdict('PodDisruptionBudget', { minAvailable: 1, unhealthyPodEvictionPolicy: 'Sometimes' }),
      'spec.unhealthyPodEvictionPolicy: Unsupported value: "Sometimes": supported values: "AlwaysAllow", "IfHealthyBudget"',
    ],
    ['another bound later', afterwards('PodDisruptionBudget', { minAvailable: 1, selector: { matchLabels: labels } }, { spec: { minAvailable: 2 } }), 'ok'],
  ])('with %s', (_, was, expected) => expect(was).toBe(expected))
})

describe('a replication controller', () => {
  test.each<[string, string, string]>([
    ['nothing but a name', verdict('ReplicationController', {}), '[spec.selector: Required value, spec.template: Required value]'],
    [
      'a selector of others',
      verdict('ReplicationController', { selector: { app: 'db' }, template: template() }),
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
  ])('with %s', (_, was, expected) => expect(was).toBe(expected))
})

describe('a controller revision', () => {
  const create = (more: object) => {
    const { send } = server()
    const body = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'web' }, revision: 1, ...more }
    return { send, answer: text(send('POST', pathOf('ControllerRevision'), body)) }
  }
  it('must have data, which stay as they are', () => {
    expect(create({}).answer).toBe('data: Required value: data is mandatory')
    expect(create({ data: [1] }).answer).toBe('data: Required value: data must be a valid JSON object')
    const { send, answer } = create({ data: { spec: {} } })
    expect(answer).toBe('ok')
    const change = (patch: object) => text(send('PATCH', `${pathOf('ControllerRevision')}/web`, patch, merge))
    expect(change({ revision: 2 })).toBe('ok')
    expect(change({ data: { spec: { a: 1 } } })).toBe('data: Invalid value: {"spec":{"a":1}}: field is immutable')
  })
})

describe('a priority class', () => {
  const path = '/apis/scheduling.k8s.io/v1/priorityclasses'
  const classOf = (name: string, more: object) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, ...more })
  const made = (name: string, more: object) => text(server().send('POST', path, classOf(name, more)))

  it('has a value within bounds, and a name that is not the system’s', () => {
    expect(made('high', { value: 1_000_000_001 })).toBe('value: Forbidden: maximum allowed value of a user defined priority is 1000000000')
    expect(made('system-mine', { value: 1 })).toBe(
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    )
    expect(made('high', { value: 1, preemptionPolicy: 'Always' })).toBe(
      'preemptionPolicy: Unsupported value: "Always": supported values: "Never", "PreemptLowerPriority"',
    )
  })

  it('keeps its value; those of the system stay', () => {
    const { send } = server()
    const { body } = send('POST', path, classOf('high', { value: 5 }))
    expect([body.metadata.generation, body.preemptionPolicy]).toEqual([1, 'PreemptLowerPriority'])
    expect(text(send('PATCH', `${path}/high`, { value: 6, preemptionPolicy: 'Never' }, merge))).toBe(
      '[value: Forbidden: may not be changed in an update., preemptionPolicy: Invalid value: "Never": field is immutable]',
    )
    expect(send('PATCH', `${path}/high`, { description: 'x' }, merge).body.metadata.generation).toBe(1)
    send('POST', path, classOf('system-node-critical', { value: 2000001000 }))
    expect(send('DELETE', `${path}/system-node-critical`).body.message).toBe(
      'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
    )
  })
})

describe('component statuses', () => {
  it('are read only, and out of use', () => {
    const { send } = server()
    const { body, headers } = send('GET', '/api/v1/componentstatuses')
    expect(body.items.map(({ metadata, conditions }: any) => [metadata.name, conditions])).toEqual(
      ['controller-manager', 'scheduler', 'etcd-0'].map((name) => [name, [{ type: 'Healthy', status: 'True', message: 'ok' }]]),
    )
    expect(headers.warning).toBe('299 - "v1 ComponentStatus is deprecated in v1.19+"')
    expect(send('GET', '/api/v1/componentstatuses/nope').body.message).toBe('componentstatus "nope" not found')
    expect(send('DELETE', '/api/v1/componentstatuses/scheduler').status).toBe(405)
  })
})

describe('a binding', () => {
  it('assigns the pod that it names', () => {
    const { send } = server()
    send('POST', '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [container] } })
    const made = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { apiVersion: 'v1', kind: 'Node', name: 'worker-1' } }
    expect(send('POST', '/api/v1/namespaces/default/bindings', made).status).toBe(201)
    expect(send('GET', '/api/v1/namespaces/default/pods/web').body.spec.nodeName).toBe('worker-1')
    expect(send('GET', '/api/v1/namespaces/default/bindings').status).toBe(405)
  })
})
