/**
 * Add-ons: what people install into a cluster to make it useful. CoreDNS, kube-proxy and the network plugin are there
 * from the start; those of this list come when somebody asks for them, by name or by applying their published manifest.
 */
import type { AddOn } from './add-on.ts'
import { cloudProviderKind } from './cloud-provider-kind/cloud-provider-kind.ts'
import { csiDisk } from './csi-disk/csi-disk.ts'
import { ingressNginx } from './ingress-nginx/ingress-nginx.ts'
import { localPathProvisioner, localPathStorage } from './local-path-storage/local-path-storage.ts'
import { metricsServer } from './metrics-server/metrics-server.ts'

export const addOns: readonly AddOn[] = [metricsServer, localPathStorage, localPathProvisioner, csiDisk, ingressNginx, cloudProviderKind]

/** The add-on whose manifest is published at an address. */
export const publishedAt = (url: string): AddOn | undefined => addOns.find(({ published }) => published.test(url))
