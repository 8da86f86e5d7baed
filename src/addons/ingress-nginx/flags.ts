/** The controller's command line, as far as it changes what it does here. */
export interface Flags {
  readonly controllerClass: string
  /** For the old annotation kubernetes.io/ingress.class. */
  readonly ingressClass: string
  readonly withoutClass: boolean
  /** What to write into the status of Ingresses; by default the address of the node. */
  readonly statusAddress: readonly string[]
  /** `namespace/name` of the certificate for hosts without one. */
  readonly defaultCertificate: string | undefined
}

export function flagsOf(args: readonly string[]): Flags {
  const read = (name: string): string | undefined => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  return {
    controllerClass: read('controller-class') ?? 'k8s.io/ingress-nginx',
    ingressClass: read('ingress-class') ?? 'nginx',
    withoutClass: read('watch-ingress-without-class') === 'true',
    statusAddress: (read('publish-status-address') ?? '').split(',').filter((address) => address !== ''),
    defaultCertificate: read('default-ssl-certificate'),
  }
}
