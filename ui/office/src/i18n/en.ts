export default {
  welcome: { title: 'Zoufang office' },
}
