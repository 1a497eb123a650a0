<?php
// Imports the file $what by WordPress's own importer, the plugin wordpress-importer, whose folder src is named by the
// variable WORDPRESS_IMPORTER, and writes what WordPress has then beside it, as JSON.

define('WP_LOAD_IMPORTERS', true);
require_once getenv('WORDPRESS_IMPORTER') . '/wordpress-importer.php';
foreach (get_posts(['numberposts' => -1, 'post_type' => 'any', 'post_status' => 'any']) as $sample) wp_delete_post($sample->ID, true);
wp_set_current_user(1);
$importer = new WP_Import();
$importer->fetch_attachments = false;
preg_match_all('/<wp:author_login><!\[CDATA\[(.*?)\]\]>/', file_get_contents($what), $logins);
$_POST += ['imported_authors' => $logins[1], 'user_map' => [], 'user_new' => []];
ob_start();
$importer->import($what);
$said = trim(preg_replace('/\s+/', ' ', strip_tags(ob_get_clean())));

$posts = [];
foreach (get_posts(['numberposts' => -1, 'post_type' => ['post', 'page'], 'post_status' => 'any', 'orderby' => 'ID', 'order' => 'ASC']) as $post) {
    setup_postdata($GLOBALS['post'] = $post);
    $comments = [];
    foreach (get_comments(['post_id' => $post->ID, 'status' => 'any', 'orderby' => 'comment_ID', 'order' => 'ASC']) as $comment) {
        $parent = $comment->comment_parent ? get_comment($comment->comment_parent)->comment_author : '';
        $comments[] = [$comment->comment_author, $comment->comment_approved, $comment->comment_date_gmt, $parent, $comment->comment_content];
    }
    $posts[] = [
        'title' => $post->post_title,
        'status' => $post->post_status,
        'type' => $post->post_type,
        'name' => $post->post_name,
        'date_gmt' => $post->post_status === 'draft' ? '' : $post->post_date_gmt,
        'author' => get_the_author_meta('display_name', $post->post_author),
        'categories' => wp_get_post_categories($post->ID, ['fields' => 'names']),
        'tags' => wp_get_post_tags($post->ID, ['fields' => 'names']),
        'excerpt' => $post->post_excerpt,
        'sticky' => is_sticky($post->ID),
        'shown' => shown($post->post_content),
        'comments' => $comments,
    ];
}
$result = ['said' => $said, 'posts' => $posts];
file_put_contents(preg_replace('/\.xml$/', '.json', $what), json_encode($result, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES) . "\n");
