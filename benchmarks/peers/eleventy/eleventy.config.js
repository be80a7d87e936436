// A minimal site: a page for each entry, the newest on the front page, one feed, and nothing else.
export default function (config) {
  config.addCollection("newest", (api) => api.getFilteredByTag("entry").reverse().slice(0, 50));
  config.addFilter("iso", (date) => date.toISOString());
  return {
    dir: { input: "content", includes: "../_includes", output: "public" },
    htmlTemplateEngine: "njk",
    markdownTemplateEngine: false,
  };
}
