/** Keeps a list or menu next to what it belongs to, in the browser's top layer (so that no dialog cuts it off). */

const gap = 4;
const margin = 8;

/**
 * @param {HTMLElement} anchor
 * @param {HTMLElement} panel has `popover="manual"`
 * @param {{ wide: 'as-anchor' | 'as-content', align?: 'left' | 'right', above?: boolean }} shape
 */
export function createPopover(anchor, panel, shape) {
  function place() {
    if (!anchor.isConnected) {
      close();
      return;
    }
    const box = anchor.getBoundingClientRect();
    const height = window.visualViewport?.height ?? window.innerHeight;
    const width = document.documentElement.clientWidth;
    if (shape.wide === 'as-anchor') panel.style.width = `${box.width}px`;
    const below = height - box.bottom - gap - margin;
    const above = box.top - gap - margin;
    panel.style.maxHeight = '';
    const wanted = Math.min(panel.scrollHeight + 2, 320);
    const upward = shape.above === true || (below < wanted && above > below);
    const room = Math.max(80, Math.min(320, upward ? above : below));
    panel.style.maxHeight = `${room}px`;
    const own = panel.getBoundingClientRect();
    const left = shape.align === 'right' ? box.right - own.width : box.left;
    panel.style.left = `${Math.max(margin, Math.min(left, width - own.width - margin))}px`;
    panel.style.top = `${upward ? box.top - gap - own.height : box.bottom + gap}px`;
  }

  function isOpen() {
    return panel.matches(':popover-open');
  }

  function open() {
    if (!isOpen() && anchor.isConnected) {
      panel.showPopover();
      window.addEventListener('scroll', place, { capture: true, passive: true });
      window.addEventListener('resize', place);
    }
    place();
  }

  function close() {
    window.removeEventListener('scroll', place, { capture: true });
    window.removeEventListener('resize', place);
    if (panel.isConnected && isOpen()) panel.hidePopover();
  }

  return { open, close, isOpen, place };
}
