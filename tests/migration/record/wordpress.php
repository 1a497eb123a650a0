<?php
// Fills a fresh WordPress with a site of every kind of thing, and writes what wordpress.sh says.

[, $root, $data, $what] = $argv;
$_SERVER += ['HTTP_HOST' => 'carnet.example.org', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_METHOD' => 'GET', 'REMOTE_ADDR' => '192.0.2.1'];
define('WP_INSTALLING', true);
require "$root/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/export.php';

add_filter('pre_wp_mail', '__return_true');
$site = 'https://carnet.example.org';
define('WP_SITEURL', $site);
if ($what !== 'plain') {
    wp_install('Le carnet d’Ysaure & Cie', 'ysaure', 'ysaure@carnet.example.org', true, '', 'secret');
}
foreach (['siteurl' => $site, 'home' => $site, 'blogdescription' => 'Balades & recettes', 'timezone_string' => 'Europe/Paris', 'blog_charset' => 'UTF-8',
    'permalink_structure' => $what === 'plain' ? '' : '/%year%/%monthnum%/%day%/%postname%/'] as $name => $value) {
    update_option($name, $value);
}
$wp_rewrite->init();
create_initial_taxonomies();
create_initial_post_types();
register_taxonomy('lieu', 'post', ['public' => true]);
register_post_type('recette', ['public' => true, 'label' => 'Recettes', 'rewrite' => ['slug' => 'recette']]);
register_post_type('message', ['public' => false, 'can_export' => true]);
$wp_rewrite->flush_rules(false);
if ($what === 'everything') foreach (get_posts(['numberposts' => -1, 'post_type' => 'any', 'post_status' => 'any']) as $sample) wp_delete_post($sample->ID, true);

function shown($text) {
    foreach (['wptexturize', 'convert_smilies', 'wp_filter_content_tags', 'wp_replace_insecure_home_url'] as $filter) remove_filter('the_content', $filter, $filter === 'convert_smilies' ? 20 : 10);
    return apply_filters('the_content', $text);
}

function export_to($file, $content) {
    ob_start();
    export_wp(['content' => $content]);
    $xml = ob_get_clean(); // what tells of today is told of one day, so that two runs write the same
    foreach ([gmdate('Y-m-d'), wp_date('Y-m-d')] as $today) $xml = preg_replace("/$today \\d\\d:\\d\\d(:\\d\\d)?/", '2024-03-01 12:00$1', $xml);
    file_put_contents($file, preg_replace(['/2024-03-01 12:00:\d\d/', '/<pubDate>[^<]*' . gmdate('d M Y') . '[^<]*</'], ['2024-03-01 12:00:00', '<pubDate><'], $xml));
}

if ($what === 'plain') {
    export_to("$data/plain.xml", 'post');
    exit;
}
if ($what !== 'everything') {
    require __DIR__ . '/wordpress_reads.php';
    exit;
}

$texts = json_decode(file_get_contents("$data/texts.json"), true, 512, JSON_THROW_ON_ERROR);
foreach ($texts as $name => $text) {
    $GLOBALS['post'] = new WP_Post((object) ['ID' => 0]);
    $texts[$name]['shown'] = shown($text['written']);
}
file_put_contents("$data/texts.json", json_encode($texts, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES) . "\n");

$ysaure = 1;
wp_update_user(['ID' => 1, 'display_name' => 'Ysaure Lemoël', 'user_url' => '']);
$bertille = wp_insert_user(['user_login' => 'bertille.q', 'user_pass' => 'secret', 'user_email' => 'bertille@carnet.example.org', 'display_name' => 'Bertille Quéré-d’Aubrac', 'role' => 'author']);
wp_set_current_user(1);

$balades = wp_insert_term('Balades', 'category')['term_id'];
$bretagne = wp_insert_term('Bretagne', 'category', ['parent' => $balades])['term_id'];
$gauche = wp_insert_term('Desserts', 'category', ['parent' => $balades])['term_id'];
$code = wp_insert_term('Code & R&D', 'category', ['slug' => 'dev'])['term_id'];
$droite = wp_insert_term('Desserts', 'category', ['parent' => $code, 'slug' => 'desserts-code'])['term_id'];
$plus = wp_insert_term('C++', 'post_tag')['term_id'];
$sharp = wp_insert_term('C#', 'post_tag')['term_id'];

function picture($name, $width, $height, $parent, $date, $fields = []) {
    $uploads = wp_upload_dir($date);
    $file = "$uploads[path]/$name";
    $image = imagecreatetruecolor($width, $height);
    imagefill($image, 0, 0, imagecolorallocate($image, 90, 120, 160));
    str_ends_with($name, '.png') ? imagepng($image, $file) : imagejpeg($image, $file, 10);
    $id = wp_insert_attachment($fields + ['guid' => "$uploads[url]/$name", 'post_mime_type' => wp_check_filetype($name)['type'], 'post_title' => pathinfo($name, PATHINFO_FILENAME), 'post_date' => "$date/03 10:00:00", 'post_status' => 'inherit'], $file, $parent);
    wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $file));
    return $id;
}

function post($title, $text, $date, $fields = []) {
    global $ysaure;
    return wp_insert_post(wp_slash($fields + ['post_title' => $title, 'post_content' => $text, 'post_date' => $date, 'post_status' => 'publish', 'post_author' => $ysaure, 'comment_status' => 'open']), false);
}

function comment($post, $name, $text, $date, $fields = []) {
    return wp_insert_comment(wp_slash($fields + ['comment_post_ID' => $post, 'comment_author' => $name, 'comment_content' => $text, 'comment_date' => $date, 'comment_date_gmt' => get_gmt_from_date($date), 'comment_approved' => '1', 'comment_author_email' => $name ? sanitize_title($name) . '@lecteurs.example' : '', 'comment_author_IP' => '192.0.2.7']));
}

$falaise = picture('falaise.png', 640, 420, 0, '2022/06', ['post_excerpt' => 'La falaise au soir', 'post_content' => 'Description longue']);
update_post_meta($falaise, '_wp_attachment_image_alt', 'Falaise dessinée');
$panorama = picture('panorama.jpg', 2600, 900, 0, '2022/07');
$velo = picture('vélo n°2.jpg', 320, 200, 0, '2023/08');
$sound = wp_insert_attachment(['guid' => "$site/wp-content/uploads/2024/02/son.mp3", 'post_mime_type' => 'audio/mpeg', 'post_title' => 'Son', 'post_date' => '2024-02-03 10:00:00', 'post_status' => 'inherit'], 'son.mp3', 0);
update_post_meta($sound, '_wp_attached_file', '2024/02/son.mp3');

$tour = post('Tour de la falaise & retour', "Partis à l'aube.\nDeuxième ligne.\n\n[caption id=\"attachment_$falaise\" align=\"alignright\" width=\"300\"]<a href=\"$site/wp-content/uploads/2022/06/falaise.png\"><img class=\"wp-image-$falaise\" src=\"$site/wp-content/uploads/2022/06/falaise-300x197.png\" alt=\"Falaise\" width=\"300\" height=\"197\" /></a> La falaise <em>au soir</em>[/caption]\n\n<!--more La suite-->\n\nFin. <a href=\"$site/?p=999\">ailleurs</a>", '2022-06-03 21:30:00', ['post_excerpt' => 'Un extrait <b>à la main</b>.']);
wp_set_object_terms($tour, [$bretagne], 'category');
wp_set_object_terms($tour, [$plus], 'post_tag');
wp_set_object_terms($tour, ['été'], 'post_tag', true);
wp_set_object_terms($tour, ['Plougastel'], 'lieu');
set_post_thumbnail($tour, $panorama);
wp_update_post(['ID' => $falaise, 'post_parent' => $tour]);
wp_update_post(['ID' => $panorama, 'post_parent' => $tour, 'menu_order' => 1]);
$blocks = post('Blocs &amp; galerie', "<!-- wp:paragraph -->\n<p>Un paragraphe.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:gallery {\"linkTo\":\"none\"} -->\n<figure class=\"wp-block-gallery\"><!-- wp:image {\"id\":$falaise} -->\n<figure class=\"wp-block-image\"><img src=\"$site/wp-content/uploads/2022/06/falaise-300x197.png\" alt=\"\" class=\"wp-image-$falaise\"/></figure>\n<!-- /wp:image --></figure>\n<!-- /wp:gallery -->\n\n<!-- wp:block {\"ref\":REUSED} /-->\n\n<!-- wp:latest-posts /-->", '2023-03-26 03:30:00', ['post_author' => $bertille]);
$reused = post('Signature', "<!-- wp:paragraph -->\n<p>À bientôt sur le carnet.</p>\n<!-- /wp:paragraph -->", '2023-03-25 10:00:00', ['post_type' => 'wp_block']);
wp_update_post(wp_slash(['ID' => $blocks, 'post_content' => str_replace('REUSED', $reused, get_post($blocks)->post_content)]));
wp_set_object_terms($blocks, [$code, $droite, $gauche], 'category');
wp_set_object_terms($blocks, [$sharp], 'post_tag');
$gallery = post('Galerie', "Avant.\n\n[gallery ids=\"$falaise,$velo,4444\" link=\"file\"]\n\n[gallery]\n\n<code>[gallery]</code>\n\n[mystere couleur=\"bleu\"] <a href=\"$site/?attachment_id=$velo\">vélo</a>\n\n[audio mp3=\"$site/wp-content/uploads/2024/02/son.mp3\"][/audio]", '2022-10-30 02:30:00');
update_post_meta($gallery, '_thumbnail_id', 5555);
$pages = post('Récit en deux pages', "Une.\n\n<!--nextpage-->\n\nDeux.", '2021-01-01 00:00:00');
add_post_meta($pages, '_wp_old_slug', 'ancien-recit');
stick_post($pages);
post('Privé', 'Pour moi.', '2023-05-02 10:00:00', ['post_status' => 'private']);
post('Protégé', 'Derrière un mot.', '2023-05-01 10:00:00', ['post_password' => 'hérisson 42']);
post('Brouillon', 'À finir.', '', ['post_status' => 'draft']);
post('En attente', 'À relire.', '', ['post_status' => 'pending']);
post('Prévu', 'En 2031.', '2031-07-14 08:00:00');
wp_trash_post(post('À jeter', 'Poubelle.', '2022-03-03 10:00:00'));
$apropos = post('À propos', 'Qui je suis.', '2020-01-01 10:00:00', ['post_type' => 'page', 'menu_order' => 2]);
$equipe = post('Équipe', 'Nous.', '2020-01-02 10:00:00', ['post_type' => 'page', 'post_parent' => $apropos, 'comment_status' => 'closed']);
post('Crêpes', 'Farine, lait.', '2022-02-02 18:00:00', ['post_type' => 'recette']);
post('Message privé', 'Secret de Maëlle.', '2022-02-02 18:00:00', ['post_type' => 'message']);
post('山の道', 'Une adresse encodée.', '2023-08-15 11:30:00');

$first = comment($tour, 'Loïc B.', "Beau tour !\n\nEt la <b>fontaine</b> ?", '2022-06-04 08:00:00', ['comment_author_url' => 'https://loic.example.net/?a=1&b=2']);
$answer = comment($tour, 'Ysaure Lemoël', 'Oui.', '2022-06-04 09:00:00', ['comment_parent' => $first, 'user_id' => $ysaure]);
comment($tour, 'O\'Brien "le vieux"', 'Avant mon parent.', '2022-06-03 23:00:00', ['comment_parent' => $answer]);
$spam = comment($tour, 'Casino', 'Achetez.', '2022-06-05 08:00:00', ['comment_approved' => 'spam']);
comment($tour, 'Maëlle', 'Réponse à un indésirable.', '2022-06-05 09:00:00', ['comment_parent' => $spam]);
$waiting = comment($tour, 'Maëlle', 'À relire.', '2022-06-06 08:00:00', ['comment_approved' => '0']);
comment($tour, 'Loïc B.', 'Réponse à ce qui attend.', '2022-06-06 09:00:00', ['comment_parent' => $waiting]);
$binned = comment($tour, 'Zoé', 'À la corbeille.', '2022-06-07 08:00:00', ['comment_approved' => 'trash', 'comment_parent' => $first]);
comment($tour, 'Zoé', 'Réponse à la corbeille.', '2022-06-07 09:00:00', ['comment_parent' => $binned]);
comment($tour, 'Un autre carnet', '[&#8230;] lu chez Ysaure [&#8230;]', '2022-06-08 08:00:00', ['comment_type' => 'pingback', 'comment_author_url' => 'https://autre.example/']);
comment($blocks, '', 'Sans nom.', '2023-03-27 08:00:00');

$menu = wp_create_nav_menu('Principal');
wp_update_nav_menu_item($menu, 0, ['menu-item-title' => 'Accueil', 'menu-item-url' => "$site/", 'menu-item-status' => 'publish']);
wp_update_nav_menu_item($menu, 0, ['menu-item-object' => 'page', 'menu-item-object-id' => $apropos, 'menu-item-type' => 'post_type', 'menu-item-status' => 'publish']);
wp_update_nav_menu_item($menu, 0, ['menu-item-title' => 'Les balades', 'menu-item-object' => 'category', 'menu-item-object-id' => $balades, 'menu-item-type' => 'taxonomy', 'menu-item-status' => 'publish']);
wp_update_nav_menu_item($menu, 0, ['menu-item-title' => 'Code', 'menu-item-url' => 'https://git.example.net/ysaure', 'menu-item-status' => 'publish']);

export_to("$data/everything.xml", 'all');
