// What tests ask of a page as it stands in the browser; each answers with what is wrong, or with what there is.
({
  // What lies outside the window, or is cut off by what it stands in. What scrolls may hold more than it shows.
  cutOff() {
    const found = [];
    const say = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
    const shown = (element) =>
      element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}) &&
      !element.closest(".visually-hidden, .skip");
    const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) found.push(`the page is ${page.scrollWidth} px wide`);
    for (const element of document.querySelectorAll("a, button, summary, input, select, textarea, [tabindex]")) {
      if (!shown(element)) continue;
      let scroller = element.parentElement;
      while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
      const box = element.getBoundingClientRect();
      if (!scroller && (box.left < -0.5 || box.right > innerWidth + 0.5)) say("outside the window", element);
    }
    for (const element of document.querySelectorAll("body *")) {
      if (!shown(element) || element.closest("svg")) continue;
      const hides = ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
      if (hides && element.scrollWidth > element.clientWidth + 1) say("cut off", element);
    }
    for (const label of document.querySelectorAll("svg text")) {
      if (!shown(label)) continue;
      const [inner, outer] = [label.getBoundingClientRect(), label.ownerSVGElement.getBoundingClientRect()];
      if (inner.left < outer.left - 1 || inner.right > outer.right + 1) say("cut off", label);
    }
    return found;
  },

  // All of the page but its colors: what stands where, what is seen of it, what is written there, how large and how bold.
  shape() {
    const one = (element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const shown = element.checkVisibility({visibilityProperty: true, opacityProperty: true});
      const looks = [style.fontSize, style.fontWeight, style.textDecorationLine, style.pointerEvents];
      return [element.tagName, shown, box.x, box.y, box.width, box.height, ...looks].join(" ");
    };
    return [document.documentElement.outerHTML, ...[...document.querySelectorAll("*")].map(one)].join("\n");
  },

  // Everything that a page can leave behind in a browser, cookies for scripts included.
  async left() {
    const counts = {
      cookies: document.cookie.length,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    };
    return Object.entries(counts).filter(([, count]) => count > 0);
  },

  // Where the focus is, and whether one can see it; null where it has left the page.
  focus() {
    const element = document.activeElement;
    if (element === document.body) return null;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    element.dataset.visited = "";
    return {what: element.outerHTML.slice(0, 120), seen: ring && inside && box.width > 1 && box.height > 1};
  },

  // What the focus has not come to.
  missed() {
    return [...document.querySelectorAll("a[href], button, summary, input, [tabindex='0']")]
      .filter((one) => one.checkVisibility({visibilityProperty: true}) && !("visited" in one.dataset))
      .map((one) => one.outerHTML.slice(0, 120));
  },

  // For each quote of the row, whether it is in view.
  quotes() {
    const row = document.querySelector(".quote-row").getBoundingClientRect();
    return [...document.querySelectorAll(".quote")].map((quote) => {
      const box = quote.getBoundingClientRect();
      return box.left > row.left - 2 && box.right < row.right + 2;
    });
  },

  // The longest motion of any element, in milliseconds, and how the page scrolls to an anchor.
  motion() {
    const longest = (text) =>
      Math.max(...text.split(",").map((one) => parseFloat(one) * (one.trim().endsWith("ms") ? 1 : 1000)));
    const spans = [...document.querySelectorAll("*")].map((one) => {
      const style = getComputedStyle(one);
      const animation = style.animationName === "none" ? 0 : longest(style.animationDuration);
      return Math.max(longest(style.transitionDuration), animation);
    });
    return [Math.max(...spans), getComputedStyle(document.documentElement).scrollBehavior];
  },

  // What would not be on a sheet of paper as wide as the window.
  offPaper() {
    const found = [];
    const say = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) found.push(`the page is ${page.scrollWidth} px wide`);
    for (const element of document.querySelectorAll("body *")) {
      if (!element.checkVisibility() || element.closest("svg, .visually-hidden")) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (["fixed", "sticky"].includes(style.position)) say("stays in place", element);
      if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) say("cut off", element);
      if (style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1) say("cut off", element);
      if (box.right > innerWidth + 1 || box.left < -1) say("beside the sheet", element);
    }
    return found;
  },

  // Numbers with a sign and ranges, in Arabic text, whose characters do not stand from left to right. Money that the
  // language itself marks to run the other way (U+200F before it, as CLDR has it) is right as it is.
  turned() {
    const number = /(?<!\u200f[\d.,]*)[+\u2212-]?[€$£]?\d(?:[\d.,:]*\d)?(?:\s?[–-]\s?\d+|[\s\u202f\u00a0]?[%€$£])?/g;
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); ) {
      if (!text.parentElement.checkVisibility() || !text.parentElement.closest(":lang(ar)")) continue;
      for (const match of text.data.matchAll(number)) {
        const boxes = [...match[0]].map((_, place) => {
          const range = document.createRange();
          range.setStart(text, match.index + place);
          range.setEnd(text, match.index + place + 1);
          return range.getBoundingClientRect();
        });
        const one = boxes.filter((box) => box.width > 0 && Math.abs(box.top - boxes[0].top) < 2);
        if (one.some((box, place) => place > 0 && box.left < one[place - 1].left)) {
          found.push(`${match[0]} in: ${text.data.trim().slice(0, 80)}`);
        }
      }
    }
    return found;
  },

  // How tall each picture is, and the page: what moves when a picture comes.
  heights() {
    const pictures = [...document.images].map((image) => `${image.src}: ${image.offsetHeight}`);
    return [...pictures, `page: ${document.body.offsetHeight}`];
  },

  // When the largest thing was there, in milliseconds, how much moved after it was there, and what.
  async steady() {
    const entries = (type) =>
      new Promise((resolve) => {
        const all = [];
        new PerformanceObserver((list) => all.push(...list.getEntries())).observe({type, buffered: true});
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(all))));
      });
    const [painted, shifts] = [await entries("largest-contentful-paint"), await entries("layout-shift")];
    return {
      lcp: painted.at(-1)?.startTime ?? 0,
      cls: shifts.reduce((sum, one) => sum + one.value, 0),
      moved: shifts.flatMap((one) => one.sources.map(({node}) => node?.outerHTML?.slice(0, 100))),
    };
  },

  // Scripts that ran or would have (told by `ran`), elements that are not ours, and whatever runs one on a touch.
  dangers() {
    const found = [...ran];
    const ours = (script) =>
      script.type === "application/ld+json" || new URL(script.src, location).pathname.startsWith("/static/");
    const forms = /^\/([a-z-]+\/)?(leads|consent|refer)$/;
    const foreign = ["iframe", "object", "embed", "base", "style"];
    const addresses = ["href", "src", "action", "xlink:href"];
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName;
      const theirs = name === "form" && !forms.test(element.getAttribute("action"));
      if (foreign.includes(name) || theirs || (name === "script" && !ours(element))) found.push(element.outerHTML);
      for (const {name, value} of element.attributes) {
        const runs = addresses.includes(name) && /^\s*(javascript|vbscript|data):/i.test(value);
        if (name.startsWith("on") || ["style", "srcdoc"].includes(name) || runs) found.push(element.outerHTML);
      }
    }
    return found;
  },
})
