import type { AnyObject } from '../../../src/api/object.ts'

/** An object with every kind of value in it. */
export const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'x', 'a.b/c': 'd<&>' } },
  spec: {
    containers: [{ name: 'a', n: 1, f: 1.5, t: true, z: null, ports: [1, 2, 3] }, { name: 'b', n: 2, e: [], o: {} }, { name: 'c' }],
    big: 12345678901234,
    fl: 1e21,
    sm: 1e-7,
    fb: 1234567.5,
    b64: 'aGVsbG8=',
    s: '<a> & "b" \'c\'',
  },
} as unknown as AnyObject
