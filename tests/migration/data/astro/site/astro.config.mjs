import { defineConfig } from 'astro/config';
import mdx from '@astrojs/mdx';
// site: 'https://wrong.example.org'
export default defineConfig({
	site: 'https://old.example.org',
	base: '/stars',
	integrations: [mdx()],
	redirects: { '/old-post': '/stars/blog/first-post/' },
});
