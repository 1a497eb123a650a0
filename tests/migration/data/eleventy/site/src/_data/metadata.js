export default {
	title: "Grace's log",
	url: "https://old.example.org/",
	language: "en",
	description: "It's a \"log\".",
	author: { name: "Grace Murray", email: "grace@example.org" },
};
