"""What the readers of static site generators share: a folder with settings, texts with front matter, media,
and rules that made addresses of them."""
