/** The images that the simulated registries hold. */
import type { ImageDefinition } from '../image.ts'
import { agnhost } from './agnhost.ts'
import { alpine } from './alpine.ts'
import { busybox, gcrBusybox, testBusybox } from './busybox.ts'
import { caddy } from './caddy.ts'
import { cassandra, sampleCassandra } from './cassandra.ts'
import { csiImages } from './csi.ts'
import { curl } from './curl.ts'
import * as documentation from './documentation.ts'
import * as echo from './echo.ts'
import { elasticsearch, hubElasticsearch } from './elasticsearch.ts'
import { etcdImages } from './etcd.ts'
import { fluentdImages } from './fluentd.ts'
import { guestbookFollower, guestbookFrontends } from './guestbook.ts'
import { haproxy } from './haproxy.ts'
import * as hello from './hello-app.ts'
import { httpEcho } from './http-echo.ts'
import { goHttpbin, httpbin } from './httpbin.ts'
import { httpd } from './httpd.ts'
import {
  cloudProviderKind,
  coredns,
  etcd,
  ingressNginx,
  kindnet,
  kubeApiserver,
  kubeControllerManager,
  kubeProxy,
  kubeScheduler,
  metricsServer,
} from './kube-system.ts'
import * as language from './languages.ts'
import { hpaExample, progriumStress, stress, stressNg, vishStress } from './load.ts'
import { kindLocalPathHelper, kindLocalPathProvisioner, localPathProvisioner } from './local-path.ts'
import { memcached } from './memcached.ts'
import { mongo } from './mongo.ts'
import { dashboard, grafanaImages, prometheus } from './monitoring.ts'
import { mariadb, mysql } from './mysql.ts'
import { alpineGit, multitools, netshoot } from './network-tools.ts'
import { nginx, nginxUnprivileged } from './nginx.ts'
import { pause } from './pause.ts'
import { perl } from './perl.ts'
import { podinfoImages } from './podinfo.ts'
import { postgres } from './postgres.ts'
import { python } from './python.ts'
import { rabbitmq } from './rabbitmq.ts'
import { redis } from './redis.ts'
import { registry } from './registry.ts'
import { traefik } from './traefik.ts'
import { debian, debianBase, ubuntu } from './ubuntu.ts'
import { wordpress } from './wordpress.ts'

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
  postgres,
  mysql,
  mariadb,
  memcached,
  mongo,
  cassandra,
  sampleCassandra,
  rabbitmq,
  elasticsearch,
  hubElasticsearch,
  ...etcdImages,
  perl,
  python,
  language.node,
  language.golang,
  language.ruby,
  language.php,
  language.temurin,
  language.openjdk,
  language.dotnetSample,
  netshoot,
  ...multitools,
  alpineGit,
  ...fluentdImages,
  curl,
  httpEcho,
  agnhost,
  stress,
  stressNg,
  progriumStress,
  vishStress,
  hpaExample,
  ...guestbookFrontends,
  guestbookFollower,
  wordpress,
  hello.helloApp,
  hello.helloGo,
  hello.nodeHelloImage,
  hello.kubernetesBootcamp,
  hello.jocatalinBootcamp,
  hello.helloWorld,
  hello.trainingWebapp,
  hello.bash,
  echo.echoserver,
  echo.echoServer,
  echo.traefikWhoami,
  echo.containousWhoami,
  echo.jwilderWhoami,
  echo.nginxHello,
  ...podinfoImages,
  httpbin,
  goHttpbin,
  prometheus,
  ...grafanaImages,
  dashboard,
  registry,
  caddy,
  haproxy,
  traefik,
  documentation.nginxSlim,
  documentation.serveHostname,
  documentation.testWebserver,
  documentation.liveness,
  documentation.goproxy,
  documentation.dnsutils,
  documentation.kubernetesPause,
  documentation.e2eHttpd,
  documentation.e2eNginx,
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
  kindLocalPathProvisioner,
  kindLocalPathHelper,
  ...csiImages,
  debianBase,
  kindnet,
  cloudProviderKind,
]
