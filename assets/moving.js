// Figures that move: a slider steps through the frames prepared in the page.
// Each is a .moving that helpers/moving.py has written: an image, an empty
// .moving-control, and JSON with the slider's name and the frames.
for (const figure of document.querySelectorAll(".moving")) {
  const data = figure.querySelector("script");
  if (!data) continue;
  const { name, shown, frames } = JSON.parse(data.textContent);
  const image = figure.querySelector("img");
  const label = document.createElement("label");
  const slider = document.createElement("input");
  const output = document.createElement("output");
  slider.type = "range";
  slider.max = frames.length - 1;
  slider.value = shown;
  slider.setAttribute("aria-label", name);
  frames[shown].src = image.src; // not there twice
  const show = (place) => {
    const { text, alt, src } = frames[place];
    Object.assign(image, { alt, src });
    slider.setAttribute("aria-valuetext", text);
    output.textContent = text;
  };
  image.decoding = "sync"; // the next frame comes whole, not after a blank
  slider.addEventListener("input", () => show(slider.value));
  addEventListener("beforeprint", () => show(shown)); // paper: that one
  addEventListener("afterprint", () => show(slider.value));
  label.append(name, slider, output);
  figure.querySelector(".moving-control").append(label);
  show(slider.value); // which a browser may have kept from the last visit
}
