export default {
  welcome: { title: '走访办公端' },
}
