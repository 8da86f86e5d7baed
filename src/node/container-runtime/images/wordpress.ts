import { defineImage } from '../image.ts'
import { apachePhp } from '../programs/apache-php.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { askAtOnce, type Reply } from '../programs/sql/wire.ts'
import { queryOf, type Running } from '../programs/web.ts'
import { debianSystem } from './base-systems.ts'

const html = (title: string, body: string): string =>
  `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<title>${title}</title>\n</head>\n<body>\n${body}\n</body>\n</html>\n`

/** Asks the database that the environment names; undefined where that does not work. */
function query({ process }: Running, text: string): Reply | undefined {
  const [host = 'mysql', port = '3306'] = (process.env.get('WORDPRESS_DB_HOST') || 'mysql').split(':')
  const user = process.env.get('WORDPRESS_DB_USER') || 'example username'
  const file = process.env.get('WORDPRESS_DB_PASSWORD_FILE')
  const password = process.env.get('WORDPRESS_DB_PASSWORD') ?? (file && process.files.find(file) ? process.files.read(file).trim() : undefined)
  const reply = askAtOnce(process, host, Number(port), {
    user,
    database: process.env.get('WORDPRESS_DB_NAME') || 'wordpress',
    text,
    ...(password === undefined ? {} : { password }),
  })
  return reply === 'no-answer' || 'why' in reply || reply.failure?.fatal ? undefined : reply
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const noDatabase = { status: 500, body: html('Database Error', '<div class="wp-die-message"><h1>Error establishing a database connection</h1></div>') }

const program = apachePhp({
  memory: 42,
  cost: 35,
  php: '8.3.27',
  page(request, running) {
    if (/\.(css|js|png|txt|html)$/.test(request.plain)) return undefined
    const title = query(running, "select option_value from wp_options where option_name = 'blogname'")
    if (!title) {
      running.process.err(`[php:error] WordPress database error: could not connect\n`)
      return noDatabase
    }
    const installed = title.failure === undefined
    const host = request.headers.host ?? 'localhost'
    if (request.plain === '/wp-admin/install.php') {
      if (installed) return { body: html('WordPress › Installation', '<h1>Already Installed</h1>') }
      if (request.method !== 'POST')
        return { body: html('WordPress › Installation', '<h1>Welcome</h1>\n<form id="setup" method="post" action="install.php?step=2"></form>') }
      const wanted = queryOf(request.body).get('weblog_title') || 'My blog'
      query(
        running,
        `create table wp_options (option_id int auto_increment primary key, option_name varchar(191) unique, option_value text); create table wp_posts (ID int auto_increment primary key, post_title text, post_content text); insert into wp_options (option_name, option_value) values ('siteurl', ${quoted(`http://${host}`)}), ('blogname', ${quoted(wanted)}); insert into wp_posts (post_title, post_content) values ('Hello world!', 'The first post of this site.')`,
      )
      return { body: html('WordPress › Installation', '<h1>Success!</h1>') }
    }
    if (!installed) return { status: 302, body: '', headers: { 'X-Redirect-By': 'WordPress', Location: `http://${host}/wp-admin/install.php` } }
    const name = String(title.results[0]?.rows?.[0]?.[0] ?? '')
    const posts = query(running, 'select post_title, post_content from wp_posts')?.results[0]?.rows ?? []
    return { body: html(name, posts.map(([head, text]) => `<h2>${head}</h2>\n<p>${text}</p>`).join('\n')) }
  },
})

/** Copies the site into its folder the first time, then starts Apache. */
const entrypoint = defineProgram('docker-entrypoint.sh', function* (process, args) {
  const { files } = process
  if (args[0] === 'apache2-foreground') {
    files.makeFolders('/var/www/html')
    if (!files.find('/var/www/html/index.php')) {
      process.err('WordPress not found in /var/www/html - copying now...\n')
      for (const name of ['index.php', 'wp-login.php', 'wp-settings.php', 'wp-includes/version.php', 'wp-admin/install.php', 'wp-content/index.php']) {
        files.makeFolders(`/var/www/html/${name}`.replace(/\/[^/]*$/, ''))
        files.write(`/var/www/html/${name}`, '<?php // ktutor runs its own copy of what this page does\n')
      }
      process.err('Complete! WordPress has been successfully copied to /var/www/html\n')
    }
    const given = [...process.env.keys()].filter((name) => name.startsWith('WORDPRESS_')).sort()
    if (given.length > 0 && !files.find('/var/www/html/wp-config.php')) {
      process.err(`No 'wp-config.php' found in /var/www/html, but 'WORDPRESS_...' variables supplied; copying 'wp-config-docker.php' (${given.join(' ')})\n`)
      files.write('/var/www/html/wp-config.php', '<?php // reads WORDPRESS_… from the environment\n')
    }
  }
  return yield* become(process, args, '/usr/local/bin/docker-entrypoint.sh')
})

export const wordpress = defineImage({
  repository: 'docker.io/library/wordpress',
  tags: (tag) => /^(latest|apache|php8\.[1-4](-apache)?|[456](\.\d{1,2}(\.\d{1,2})?)?(-(php\d\.\d-)?apache)?)$/.test(tag),
  size: 235_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['apache2-foreground'],
  workingDir: '/var/www/html',
  exposes: [80],
  stopSignal: 'WINCH',
  base: debianSystem,
  files: { '/var/www/html/': { text: '', uid: 33, mode: 0o777 } },
  programs: { '/usr/local/bin/docker-entrypoint.sh': entrypoint, '/usr/local/bin/apache2-foreground': program },
})
