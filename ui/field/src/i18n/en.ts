export default {
  about: {
    title: 'Zoufang',
    version: 'Version',
    failed: 'This did not open. Close the app and open it again; nothing saved is lost.',
  },
}
