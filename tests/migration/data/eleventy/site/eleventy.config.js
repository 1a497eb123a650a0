// The look is left out.
export default function (eleventyConfig) {
	eleventyConfig.addPassthroughCopy("src/img");
	eleventyConfig.addPassthroughCopy({ "./public/": "/" });
	eleventyConfig.addPassthroughCopy("src/**/*.jpg");
	return {
		pathPrefix: "/eleven/",
		markdownTemplateEngine: "njk",
		dir: { input: "src", output: "_site" },
	};
}
