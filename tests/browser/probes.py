"""What tests ask of a page in the browser."""

PROTRUDING = """width => [...document.querySelectorAll('body *')].filter(element => {
  const box = element.getBoundingClientRect()
  if (!box.width || !box.height || (box.left >= -1 && box.right <= width + 1)) return false
  for (let around = element; around; around = around.parentElement)
    if (around.matches('.skip, .trap, .unseen') || getComputedStyle(around).overflowX !== 'visible')
      return false
  return true
}).map(element => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`)"""
"""Returns the elements that begin or end beyond the screen, and are in nothing that scrolls."""

WITHOUT_PICTURE = """() => [...document.images].filter(image => image.complete && !image.naturalWidth)
  .map(image => image.src)"""
"""Returns the pictures that could not be shown."""

WITHOUT_FILL_COLOUR = """() => {
  const original = CSSStyleDeclaration.prototype.getPropertyValue
  CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
    return name === '-webkit-text-fill-color' ? '' : original.call(this, name)
  }
}"""
"""Keeps a script from a property that Chromium does not change in forced colours: axe takes its value for
the colour of the text."""

WITHOUT_EDGE = """() => [...document.querySelectorAll('button, input, textarea, select')]
  .filter(e => e.checkVisibility() && !e.closest('.trap') && !['hidden', 'checkbox'].includes(e.type))
  .filter(e => {
    const style = getComputedStyle(e)
    return style.borderTopStyle === 'none' || parseFloat(style.borderTopWidth) < 1
  }).map(e => e.outerHTML)"""
"""Returns the buttons and fields that nobody sees where no background has a colour of the page's."""

FOCUS = """() => {
  const element = document.activeElement
  window.reached ||= new Set()
  if (element === document.body || window.reached.has(element)) return null
  window.reached.add(element)
  const box = element.getBoundingClientRect(), style = getComputedStyle(element)
  const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1
  const isSeen = isOutlined && box.right > 0 && box.bottom > 0 && box.left < innerWidth
  const around = element.closest('.skip, header.masthead, main, body > footer')
  const part = around ? around.className || around.tagName.toLowerCase() : 'nowhere'
  return [part, isSeen ? '' : element.outerHTML]
}"""
"""Returns in which part of the page the focus is, and the element where nobody sees that it has the focus;
null after the last one, where the focus goes to nothing or to the first."""

LEFT_OUT = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex="0"]'
  )].filter(e => e.checkVisibility({ visibilityProperty: true }) && e.tabIndex >= 0)
  .filter(e => !e.disabled && !window.reached.has(e)).map(e => e.outerHTML)"""
"""Returns the elements that the keyboard did not come to, although a mouse does."""
