// The common spec made by pptx-automizer, from a deck with one slide of each kind:
// node automizer.js TEMPLATE.pptx SAMPLES.pptx PICTURES SPEC.json OUT.pptx
const fs = require("fs");
const path = require("path");
const { Automizer, ModifyImageHelper, modify } = require("pptx-automizer");

const KINDS = ["title", "bullets", "chart", "table", "picture"];

async function main([template, samples, pictures, spec, out]) {
  const automizer = new Automizer({
    outputDir: path.dirname(out),
    removeExistingSlides: true,
    verbosity: 0,
  });
  const names = fs.readdirSync(pictures);
  const pres = automizer.loadRoot(template).load(samples, "samples").loadMedia(names, pictures);
  for (const item of JSON.parse(fs.readFileSync(spec, "utf8"))) {
    pres.addSlide("samples", KINDS.indexOf(item.kind) + 1, (slide) => fill(slide, item));
  }
  await pres.write(path.basename(out));
}

function fill(slide, item) {
  slide.modifyElement("Title", [modify.setText(item.title)]);
  if (item.lines.length) {
    const paragraphs = item.lines.map((text) => ({ textRuns: [{ text }] }));
    slide.modifyElement("Lines", [modify.setMultiText(paragraphs)]);
  }
  if (item.chart) {
    const { categories, series } = item.chart;
    const data = {
      series: series.map(([label]) => ({ label })),
      categories: categories.map((label, n) => ({ label, values: series.map((s) => s[1][n]) })),
    };
    slide.modifyElement("Object", [modify.setChartData(data)]);
  } else if (item.rows.length) {
    slide.modifyElement("Object", [modify.setTable({ body: item.rows.map((values) => ({ values })) })]);
  } else if (item.picture) {
    const name = path.basename(item.picture);
    slide.modifyElement("Object", [ModifyImageHelper.setRelationTarget(name)]);
  }
}

main(process.argv.slice(2));
