import { defineImage, type ImageDefinition } from '../image.ts'
import { etcdctl, etcd as program } from '../programs/etcd.ts'
import { emptySystem } from './base-systems.ts'

const etcd = (repository: string): ImageDefinition =>
  defineImage({
    repository,
    tags: (tag) => /^(latest|v3\.[4-6]\.\d{1,2})$/.test(tag),
    size: 23_700_000,
    version: (tag) => (tag === 'latest' ? '3.6.5' : tag.slice(1)),
    cmd: ['/usr/local/bin/etcd'],
    exposes: [2379, 2380],
    base: emptySystem,
    files: { '/var/etcd/': '', '/var/lib/etcd/': '' },
    programs: { '/usr/local/bin/etcd': program, '/usr/local/bin/etcdctl': etcdctl },
  })

/** etcd as a program of one's own; the cluster's is among the images of kube-system. */
export const etcdImages = [etcd('quay.io/coreos/etcd'), etcd('gcr.io/etcd-development/etcd')]
