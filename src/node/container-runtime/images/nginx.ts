import { defineImage, type ImageDefinition } from '../image.ts'
import { curl } from '../programs/curl.ts'
import { nginxEntrypoint, nginx as nginxProgram } from '../programs/nginx.ts'
import { alpineSystem, debianSystem } from './base-systems.ts'
import { versionOf, versionTags } from './tags.ts'

const page = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>This page means that the web server is installed and answers.
It still wants to be given something of its own to serve.</p>
</body>
</html>
`

const errorPage = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>The page you asked for is not available now. Please try again later.</p>
</body>
</html>
`

const mainConfig = (user: string, pid: string): string => `${user}worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        ${pid};

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;
    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`

const defaultServer = (port: number): string => `server {
    listen       ${port};
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

const files = {
  '/usr/share/nginx/html/index.html': page,
  '/usr/share/nginx/html/50x.html': errorPage,
  '/etc/nginx/mime.types':
    'types {\n    text/html html htm;\n    text/css css;\n    text/plain txt;\n    application/json json;\n    application/javascript js;\n}\n',
  '/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh': { text: '', mode: 0o755 },
  '/docker-entrypoint.d/15-local-resolvers.envsh': { text: '', mode: 0o755 },
  '/docker-entrypoint.d/20-envsubst-on-templates.sh': { text: '', mode: 0o755 },
  '/docker-entrypoint.d/30-tune-worker-processes.sh': { text: '', mode: 0o755 },
  '/var/log/nginx/access.log': '-> /dev/stdout',
  '/var/log/nginx/error.log': '-> /dev/stderr',
}

const tags = versionTags({
  major: 1,
  minors: [7, 29],
  names: ['stable', 'mainline'],
  variants: ['alpine', 'alpine-slim', 'alpine3\\.\\d+', 'perl', 'alpine-perl', 'bookworm', 'trixie', 'otel'],
})

const shared: Omit<ImageDefinition, 'repository' | 'files'> = {
  tags,
  size: (tag) => (tag.includes('alpine') ? 22_475_000 + tag.length : 72_188_133 + tag.length * 61),
  version: (tag) => (tag.startsWith('stable') ? '1.28.0' : versionOf(tag, '1.29.3')),
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: { PKG_RELEASE: '1' },
  exposes: [80],
  base: (tag) => (tag.includes('alpine') ? alpineSystem : debianSystem),
  programs: { '/usr/sbin/nginx': nginxProgram, '/docker-entrypoint.sh': nginxEntrypoint, '/usr/bin/curl': curl },
}

export const nginx = defineImage({
  ...shared,
  repository: 'docker.io/library/nginx',
  files: {
    ...files,
    '/etc/nginx/nginx.conf': mainConfig('user  nginx;\n', '/run/nginx.pid'),
    '/etc/nginx/conf.d/default.conf': defaultServer(80),
    '/var/cache/nginx/': '',
  },
})

/** Runs as user 101 and listens on 8080. */
export const nginxUnprivileged = defineImage({
  ...shared,
  repository: 'docker.io/nginxinc/nginx-unprivileged',
  user: 101,
  exposes: [8080],
  files: {
    ...files,
    '/etc/nginx/nginx.conf': mainConfig('', '/tmp/nginx.pid'),
    '/etc/nginx/conf.d/default.conf': { text: defaultServer(8080), uid: 101 },
    '/var/cache/nginx/': { text: '', uid: 101 },
    '/run/': { text: '', mode: 0o777 },
  },
})
