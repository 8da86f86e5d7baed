/** The images that the simulated registries hold. */
import type { ImageDefinition } from '../image.ts'
import { agnhost } from './agnhost.ts'
import { alpine } from './alpine.ts'
import { busybox, gcrBusybox, testBusybox } from './busybox.ts'
import { curl } from './curl.ts'
import { httpEcho } from './http-echo.ts'
import { httpd } from './httpd.ts'
import {
  coredns,
  etcd,
  ingressNginx,
  kindnet,
  kubeApiserver,
  kubeControllerManager,
  kubeProxy,
  kubeScheduler,
  localPathProvisioner,
  metricsServer,
} from './kube-system.ts'
import { hpaExample, stress } from './load.ts'
import { nginx, nginxUnprivileged } from './nginx.ts'
import { pause } from './pause.ts'
import { redis } from './redis.ts'
import { debian, ubuntu } from './ubuntu.ts'

export const images: readonly ImageDefinition[] = [
  nginx,
  nginxUnprivileged,
  httpd,
  busybox,
  gcrBusybox,
  testBusybox,
  alpine,
  ubuntu,
  debian,
  redis,
  curl,
  httpEcho,
  agnhost,
  stress,
  hpaExample,
  pause,
  kubeApiserver,
  kubeControllerManager,
  kubeScheduler,
  kubeProxy,
  etcd,
  coredns,
  metricsServer,
  ingressNginx,
  localPathProvisioner,
  kindnet,
]
