// What people need of a page beyond axe's rules. Each function gives a list of faults, in words.
window.looks = (() => {
  "use strict";

  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && el.getClientRects().length;
  const name = (el) => `<${el.localName}${el.className ? " class=" + el.className : ""}> ${el.textContent.trim().slice(0, 40) || el.name || el.id}`;
  const hasOwnScroll = (el) => el && el !== document.body && (/auto|scroll/.test(getComputedStyle(el).overflowX) || hasOwnScroll(el.parentElement));

  // At 320 px and at 400 % zoom nothing may stick out; wide tables may scroll in a box of their own.
  function sideways() {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((el) => seen(el) && el.getBoundingClientRect().right > width + 1 && !hasOwnScroll(el))
      .slice(0, 5).map((el) => `sticks out of ${width} px: ${name(el)}`);
  }

  // WCAG 1.4.12: with this spacing no word may be cut off.
  function spacing() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
    const cut = [...document.body.querySelectorAll("*")].filter((el) => {
      const style = getComputedStyle(el);
      const clips = el.localName !== "input" && /hidden|clip/.test(style.overflowX + style.overflowY) && el.clientHeight > 2;
      return clips && seen(el) && (el.scrollHeight > el.clientHeight + 1 || el.scrollWidth > el.clientWidth + 1);
    });
    const faults = [...sideways(), ...cut.map((el) => `is cut off with wide text spacing: ${name(el)}`)];
    document.adoptedStyleSheets = [];
    return faults;
  }

  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderColor", "borderWidth", "opacity", "top", "left", "position"];
  const look = (el) => [el, el.labels?.[0]].filter(Boolean).flatMap((one) =>
    [null, "::before"].map((part) => LOOK.map((key) => getComputedStyle(one, part)[key]).join())).join();

  // Whoever uses the keyboard must see where they are.
  function focus() {
    const faults = [];
    for (const el of document.querySelectorAll(FOCUSABLE)) {
      if (el.tabIndex < 0 || (!seen(el) && !el.labels?.length)) continue;
      el.blur();
      const before = look(el);
      el.focus({ focusVisible: true });
      if (document.activeElement === el && look(el) === before) faults.push(`does not show its focus: ${name(el)}`);
      el.blur();
    }
    return faults;
  }

  // In forced colours backgrounds go: what can be pressed or filled in needs an edge or an underline.
  function edges() {
    const needs = ".govuk-button, .govuk-input, .govuk-textarea, .govuk-select, .icf-tag, .govuk-tag";
    return [...document.querySelectorAll(needs)].filter((el) => {
      const style = getComputedStyle(el);
      const edge = parseFloat(style.borderTopWidth) && style.borderTopStyle !== "none";
      const outline = parseFloat(style.outlineWidth) && style.outlineStyle !== "none";
      return seen(el) && !edge && !outline;
    }).map((el) => `has no edge in forced colours: ${name(el)}`);
  }

  function motion() {
    const moves = (el) => {
      const style = getComputedStyle(el);
      return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].some((text) => parseFloat(text) > 0.01);
    };
    return [...document.querySelectorAll("*")].filter(moves).map((el) => `moves although motion is reduced: ${name(el)}`);
  }

  return { sideways, spacing, focus, edges, motion };
})();
