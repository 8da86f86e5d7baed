/** Strategic merge patches: what they do to an object, and how they are made. Outcomes as the real `kubectl patch --local` gives them. */
import { describe, expect, test } from '@jest/globals'
import { applyStrategicPatch, createThreeWayStrategicPatch, createTwoWayStrategicPatch } from '../../../src/api/patch/strategic/strategic.ts'

const containers = [
  { name: 'a', image: 'a:1', args: ['x', 'y'], ports: [{ containerPort: 53, protocol: 'TCP' }, { containerPort: 53, protocol: 'UDP' }, { containerPort: 80 }] },
  { name: 'b', image: 'b:1' },
  { name: 'c', image: 'c:1' },
]
const volumes = [
  { name: 'v', configMap: { name: 'settings' } },
  { name: 'w', emptyDir: {} },
]
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', labels: { app: 'p', tier: 'web' }, finalizers: ['f/a', 'f/b', 'f/c'] },
  spec: { containers, volumes, tolerations: [{ key: 'k', operator: 'Exists' }], nodeSelector: { disk: 'ssd' } },
}

const spec = (patch: object): Record<string, any> => applyStrategicPatch(pod as Record<string, any>, { spec: patch }, 'Pod').spec
const metadata = (patch: object): Record<string, any> => applyStrategicPatch(pod as Record<string, any>, { metadata: patch }, 'Pod').metadata
const names = (patch: object): string[] => spec(patch).containers.map((container: { name: string }) => container.name)

describe('lists with a merge key', () => {
  test('change the element that has the key', () => {
    expect(spec({ containers: [{ name: 'b', image: 'b:2' }] }).containers).toEqual([containers[0], { name: 'b', image: 'b:2' }, containers[2]])
  })

  test('take a new element in front of those that the patch does not name', () => {
    expect(names({ containers: [{ name: 'z', image: 'z' }] })).toEqual(['z', 'a', 'b', 'c'])
    expect(
      names({
        containers: [
          { name: 'z', image: 'z' },
          { name: 'a', image: 'n' },
        ],
      }),
    ).toEqual(['z', 'a', 'b', 'c'])
  })

  test('lose an element by $patch: delete', () => {
    expect(names({ containers: [{ name: 'b', $patch: 'delete' }] })).toEqual(['a', 'c'])
  })

  test('are replaced by $patch: replace in an element of its own', () => {
    expect(names({ containers: [{ $patch: 'replace' }, { name: 'q', image: 'q' }] })).toEqual(['q'])
  })

  test('take the order of $setElementOrder; elements that it does not name stay near their neighbours', () => {
    expect(names({ '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }] })).toEqual(['c', 'b', 'a'])
    expect(names({ '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }] })).toEqual(['b', 'c', 'a'])
  })

  test('look at the first key only, even where elements have two', () => {
    expect(spec({ containers: [{ name: 'a', ports: [{ containerPort: 53, name: 'dns' }] }] }).containers[0].ports).toEqual([
      { containerPort: 53, protocol: 'TCP', name: 'dns' },
      { containerPort: 53, protocol: 'UDP' },
      { containerPort: 80 },
    ])
  })

  test.each([
    [{ containers: [{ image: 'b:2' }] }, 'map: map[image:b:2] does not contain declared merge key: name'],
    [{ containers: [{ $patch: 'delete' }] }, 'map: map[$patch:delete] does not contain declared merge key: name'],
    [{ containers: [{ name: 'b', $patch: 'merge' }] }, 'merging lists cannot yet be specified in the patch'],
    [{ containers: [{ name: 'b', $patch: 'nope' }] }, 'unknown patch type: nope in map: map[$patch:nope name:b]'],
    [
      { containers: [['x']] },
      'list element types are not identical: [[map[args:[x y] image:a:1 name:a ports:[map[containerPort:53 protocol:TCP] map[containerPort:53 protocol:UDP] map[containerPort:80]]] map[image:b:1 name:b] map[image:c:1 name:c]] [[x]]]',
    ],
    [{ '$setElementOrder/containers': 'x' }, 'expected a []interface {}, but received a string'],
    [{ $setElementOrder: [] }, 'invalid patch format of setElementOrder list'],
    [{ '$setElementOrder/nonsense': [{ name: 'x' }] }, 'unable to find api field in struct PodSpec for the json field "nonsense"'],
    [
      { '$setElementOrder/containers': [{ name: 'c' }, { name: 'n' }], containers: [{ name: 'n' }, { name: 'c' }] },
      "The order in patch list:\n[map[name:n] map[name:c]]\n doesn't match $setElementOrder list:\n[map[name:c] map[name:n]]\n",
    ],
  ])('refuse %j', (patch, message) => {
    expect(() => spec(patch)).toThrow(message)
  })
})

describe('lists of scalars', () => {
  test('are replaced, if they have no strategy', () => {
    expect(spec({ containers: [{ name: 'a', args: ['z'] }] }).containers[0].args).toEqual(['z'])
    expect(spec({ tolerations: [{ key: 'z' }] }).tolerations).toEqual([{ key: 'z' }])
  })

  test('are united, if they are merged', () => {
    expect(metadata({ finalizers: ['f/d', 'f/a'] }).finalizers).toEqual(['f/d', 'f/a', 'f/b', 'f/c'])
  })

  test('lose elements by $deleteFromPrimitiveList', () => {
    expect(metadata({ '$deleteFromPrimitiveList/finalizers': ['f/b'] }).finalizers).toEqual(['f/a', 'f/c'])
    expect(() => metadata({ $deleteFromPrimitiveList: ['f/b'] })).toThrow('invalid patch format of primitive list')
  })
})

describe('objects', () => {
  test('are merged field by field, and null deletes', () => {
    expect(metadata({ labels: { app: '9', new: '3', tier: null } }).labels).toEqual({ app: '9', new: '3' })
    expect(spec({ nodeSelector: null, securityContext: { runAsUser: 1, fsGroup: null } })).toEqual({
      containers,
      volumes,
      tolerations: pod.spec.tolerations,
      securityContext: { runAsUser: 1 },
    })
  })

  test('are emptied or replaced by $patch', () => {
    expect(metadata({ labels: { $patch: 'delete' } }).labels).toEqual({})
    expect(metadata({ labels: { $patch: 'replace', q: '1' } }).labels).toEqual({ q: '1' })
    expect(() => metadata({ labels: { $patch: 'bogus', q: '1' } })).toThrow('unknown patch type: bogus in map: map[$patch:bogus q:1]')
  })

  test('keep only what $retainKeys names: a volume changes its kind', () => {
    const secret = { secretName: 's' }
    expect(spec({ volumes: [{ name: 'v', $retainKeys: ['name', 'secret'], secret }] }).volumes).toEqual([{ name: 'v', secret }, volumes[1]])
    expect(() => spec({ volumes: [{ name: 'v', $retainKeys: ['name'], secret }] })).toThrow('invalid patch format of retainKeys')
  })
})

describe('a patch made from two versions', () => {
  const modified = structuredClone(pod) as any
  modified.spec.containers = [
    { name: 'c', image: 'c:1' },
    { name: 'n', image: 'n' },
    { ...containers[0], image: 'a:2' },
  ]
  modified.spec.volumes[0] = { name: 'v', secret: { secretName: 's' } }
  modified.metadata.finalizers = ['f/c', 'f/d']
  delete modified.metadata.labels.tier
  const patch = createTwoWayStrategicPatch(pod, modified, 'Pod')

  test('names what changed, what is gone and the new order', () => {
    expect(patch).toEqual({
      metadata: {
        '$setElementOrder/finalizers': ['f/c', 'f/d'],
        '$deleteFromPrimitiveList/finalizers': ['f/a', 'f/b'],
        finalizers: ['f/d'],
        labels: { tier: null },
      },
      spec: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'n' }, { name: 'a' }],
        containers: [
          { name: 'n', image: 'n' },
          { name: 'a', image: 'a:2' },
          { name: 'b', $patch: 'delete' },
        ],
        '$setElementOrder/volumes': [{ name: 'v' }, { name: 'w' }],
        volumes: [{ name: 'v', $retainKeys: ['name', 'secret'], secret: { secretName: 's' }, configMap: null }],
      },
    })
  })

  test('turns the one into the other', () => {
    expect(applyStrategicPatch(pod as Record<string, any>, patch, 'Pod')).toEqual(modified)
  })

  test('is empty for two that are the same', () => {
    expect(createTwoWayStrategicPatch(pod, structuredClone(pod), 'Pod')).toEqual({})
  })
})

describe('a patch made from three versions', () => {
  const applied = {
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            { name: 'a', image: 'a:1' },
            { name: 'b', image: 'b:1' },
          ],
        },
      },
    },
  }
  const now = { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:2' }] } } } }
  const live = {
    spec: {
      replicas: 5,
      strategy: { type: 'RollingUpdate' },
      template: {
        spec: {
          containers: [
            { name: 'a', image: 'a:1', imagePullPolicy: 'Always' },
            { name: 'b', image: 'b:1' },
            { name: 'sidecar', image: 's' },
          ],
        },
      },
    },
  }

  test('deletes only what was applied before, and leaves what others added', () => {
    const patch = createThreeWayStrategicPatch(applied, now, live, 'Deployment')
    expect(patch).toEqual({
      spec: {
        replicas: null,
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'a' }],
            containers: [
              { name: 'a', image: 'a:2' },
              { name: 'b', $patch: 'delete' },
            ],
          },
        },
      },
    })
    expect(applyStrategicPatch(live as Record<string, any>, patch, 'Deployment')).toEqual({
      spec: {
        strategy: { type: 'RollingUpdate' },
        template: {
          spec: {
            containers: [
              { name: 'a', image: 'a:2', imagePullPolicy: 'Always' },
              { name: 'sidecar', image: 's' },
            ],
          },
        },
      },
    })
  })

  test('does not overwrite unless told to', () => {
    const changedByOthers = structuredClone(live)
    ;(changedByOthers.spec.template.spec.containers[0] as { image: string }).image = 'a:3'
    expect(() => createThreeWayStrategicPatch(applied, now, changedByOthers, 'Deployment', { overwrite: false })).toThrow('conflicts')
  })
})
