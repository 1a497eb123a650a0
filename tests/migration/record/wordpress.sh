#!/bin/sh
# Records what a real WordPress writes: ../data/wordpress/{everything,plain}.xml by its own export, and in texts.json
# how it shows each text. Needs Debian's packages: apt-get install --no-install-recommends wordpress mariadb-server
# php-cli php-mysql php-xml php-gd php-mbstring. Run it as root, as the database has a user of its own.
#
#     wordpress.sh            records
#     wordpress.sh FILE.xml   shows what FILE.xml holds, as WordPress's own code reads and shows it
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill "$database" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"
cp -rL /usr/share/wordpress "$work/site" 2>/dev/null || true
mkdir -p "$work/site/wp-content/uploads" "$work/site/wp-content/themes/bare"
echo '/* Theme Name: bare */' > "$work/site/wp-content/themes/bare/style.css"
echo '<?php' > "$work/site/wp-content/themes/bare/index.php"
install -d -o mysql "$work/data"
mariadb-install-db --no-defaults --user=mysql --datadir="$work/data" --auth-root-authentication-method=normal > /dev/null
mariadbd --no-defaults --user=mysql --datadir="$work/data" --socket="$work/data/socket" --skip-networking \
    --innodb-flush-log-at-trx-commit=0 2> "$work/data/log" &
database=$!
until mariadb-admin --socket="$work/data/socket" -u root ping > /dev/null 2>&1; do sleep 0.2; done
mariadb --socket="$work/data/socket" -u root -e 'CREATE DATABASE blog CHARACTER SET utf8mb4'
cat > "$work/site/wp-config.php" <<'CONFIG'
<?php
define('DB_NAME', 'blog');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . dirname(__DIR__) . '/data/socket');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('WP_DEFAULT_THEME', 'bare');
define('WP_CONTENT_URL', 'https://carnet.example.org/wp-content');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
CONFIG
for what in ${1:-everything plain}; do
    php -d error_reporting=0 "$here/wordpress.php" "$work/site" "$here/../data/wordpress" "$what"
done
