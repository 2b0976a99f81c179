// The routes of an app as its own router has them in the page, so that a route nobody thought of cannot be left out.

function routerOf() {
  return document.querySelector('#app').__vue_app__.config.globalProperties.$router
}

/** Names of all routes that show something; a route that shows something without a name is refused. */
export async function routesOf(page) {
  const [names, nameless] = await page.evaluate(`(() => {
    const shown = (${routerOf})().getRoutes().filter((route) => !route.redirect)
    return [
      shown.filter((route) => route.name).map((route) => route.name),
      shown.filter((route) => !route.name && !route.children.length).map((route) => route.path),
    ]
  })()`)
  if (nameless.length) throw new Error(`routes without a name cannot be tested: ${nameless.join(', ')}`)
  if (!names.length) throw new Error('the app has no router where the test looks for it')
  return names
}

/** The name of the route that is shown. */
export function routeOf(page) {
  return page.evaluate(`(${routerOf})().currentRoute.value.name`)
}

/** Goes to every route by its way in `ways` and looks at it; a route without a way, or one not reached, fails. */
export async function everyRoute(page, routes, ways, look) {
  const lost = routes.filter((name) => !(name in ways))
  if (lost.length) throw new Error(`no way is known to the routes ${lost.join(', ')}`)
  for (const [name, way] of Object.entries(ways)) {
    if (!routes.includes(name)) throw new Error(`the router has no route ${name}`)
    await way()
    await look(name)
    const shown = await routeOf(page)
    if (shown !== name) throw new Error(`the way to ${name} ends at ${shown}`)
  }
}
