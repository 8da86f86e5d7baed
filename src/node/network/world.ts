/**
 * The world outside of the cluster, as far as it matters: a few names that tutorials ask for, their addresses, and public
 * name servers. Of the web sites only example.com has a page; the others send everybody on to HTTPS, which nobody here speaks.
 */
import type { HttpRequest, HttpResponse } from './http.ts'
import type { Network } from './network.ts'

const page = '<!doctype html><html lang="en"><head><title>Example Domain</title></head><body><h1>Example Domain</h1></body></html>\n'

const sites: Readonly<Record<string, string>> = {
  'example.com': '23.192.228.80',
  'www.example.com': '23.192.228.80',
  'example.org': '23.220.75.232',
  'google.com': '142.250.185.78',
  'www.google.com': '142.250.185.68',
  'github.com': '140.82.121.4',
  'kubernetes.io': '15.197.167.90',
  'registry.k8s.io': '34.96.108.209',
  'cloudflare.com': '104.16.132.229',
}
const nameServers: Readonly<Record<string, string>> = {
  'one.one.one.one': '1.1.1.1',
  'two.one.one.one': '1.0.0.1',
  'dns.google': '8.8.8.8',
  'dns2.google': '8.8.4.4',
  'dns9.quad9.net': '9.9.9.9',
}

export function joinWorld(network: Network): void {
  for (const [name, ip] of Object.entries(sites)) network.addExternal(name, ip, { program: 'a web server', http: (request) => answer(name, request) })
  for (const [name, ip] of Object.entries(nameServers)) network.addExternal(name, ip, { program: 'a name server', dns: network.publicNames })
}

function answer(name: string, { headers: { host = name }, path }: HttpRequest): HttpResponse {
  if (/(^|\.)example\.(com|org)$/.test(name))
    return { status: 200, headers: { 'Content-Type': 'text/html', 'Content-Length': String(page.length) }, body: page }
  return { status: 301, headers: { Location: `https://${host}${path}`, 'Content-Length': '0' }, body: '' }
}
