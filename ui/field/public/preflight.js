// Plain ES5, run before the app: on a WebView too old for it, says so in words instead of a white screen.
// Reads Chrome/NN from the user agent: the package version of some makers says something else.
;(function () {
  var found = /Chrome\/(\d+)/.exec(navigator.userAgent)
  if (!found || Number(found[1]) >= 69) return
  document.addEventListener('DOMContentLoaded', function () {
    var page = document.getElementById('app')
    if (!page) return
    page.style.cssText = 'padding:24px;font-size:20px;line-height:1.6'
    page.textContent =
      '这部手机的系统组件太旧（Chrome ' +
      found[1] +
      '），打不开走访。' +
      '请在应用商店更新“Android System WebView”，或换一部手机。已保存的走访都在，不会丢。'
  })
})()
