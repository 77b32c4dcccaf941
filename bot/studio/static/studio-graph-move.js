// Moving about in a picture that is larger than its frame: dragged, pinched, by wheel, and by whoever asks for a place in it.

const LEAST = 0.15, MOST = 2.5;

// `sheet` is the group that moves in `frame` (an svg). Returns ways to move it; `at` is where it stands: {x, y, scale}.
export function movable(frame, sheet, size, signal) {
  const at = { x: 0, y: 0, scale: 1 };
  const put = () => sheet.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${at.scale})`);
  const box = () => frame.getBoundingClientRect();

  function zoom(factor, x = box().width / 2, y = box().height / 2) {
    const scale = Math.min(MOST, Math.max(LEAST, at.scale * factor));
    at.x = x - ((x - at.x) * scale) / at.scale;
    at.y = y - ((y - at.y) * scale) / at.scale;
    at.scale = scale;
    put();
  }
  function whole() {
    const { width, height } = box();
    at.scale = Math.min(1, Math.max(LEAST, Math.min((width - 24) / size.width, (height - 24) / size.height)));
    at.x = (width - size.width * at.scale) / 2;
    at.y = Math.max(12, (height - size.height * at.scale) / 2);
    put();
  }
  // At a size one can read, with a place in view; where it is in view already nothing moves.
  function show(spot, always = false) {
    const { width, height } = box();
    const left = at.x + spot.x * at.scale, top = at.y + spot.y * at.scale;
    const inside = left >= 0 && top >= 0 && left + spot.width * at.scale <= width && top + spot.height * at.scale <= height;
    if (inside && !always) return;
    at.x = width / 2 - (spot.x + spot.width / 2) * at.scale;
    at.y = always ? 16 - spot.y * at.scale : height / 2 - (spot.y + spot.height / 2) * at.scale;
    put();
  }

  const fingers = new Map();
  const listen = (name, act) => frame.addEventListener(name, act, { signal, passive: false });
  listen("wheel", (event) => {
    event.preventDefault();
    const { left, top } = box();
    zoom(Math.exp(-event.deltaY / (event.deltaMode ? 20 : 400)), event.clientX - left, event.clientY - top);
  });
  listen("pointerdown", (event) => { fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, moved: 0 }); });
  listen("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    const dx = event.clientX - finger.x, dy = event.clientY - finger.y;
    finger.moved += Math.abs(dx) + Math.abs(dy);
    if (finger.moved < 5) return;
    if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const { left, top } = box();
      const before = Math.hypot(finger.x - other.x, finger.y - other.y), after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (before) zoom(after / before, other.x - left, other.y - top);
    } else {
      at.x += dx;
      at.y += dy;
      put();
    }
    Object.assign(finger, { x: event.clientX, y: event.clientY });
  });
  for (const name of ["pointerup", "pointercancel"]) listen(name, (event) => { fingers.delete(event.pointerId); });
  return { at, zoom, whole, show, put };
}
