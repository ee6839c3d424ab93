import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/**
 * Writes the configuration of an nginx in the foreground without access log, and all its files in `folder`.
 * @returns the file
 */
export async function nginxConfig(folder: string, servers: string, workers = 1): Promise<string> {
  await mkdir(path.join(folder, 'bodies'), { recursive: true })
  const file = path.join(folder, 'nginx.conf')
  // Started by root, its worker would run as one who may not read the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const text = `daemon off;
${user}
worker_processes ${workers};
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 20000; }
http {
  access_log off;
  keepalive_timeout 3600s;
  keepalive_requests 1000000000;
  tcp_nodelay on;
  ${TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
${servers}
}
`
  await writeFile(file, text)
  return file
}
