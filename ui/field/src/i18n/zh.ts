export default {
  about: { title: '走访', version: '版本', failed: '打不开，请关掉再开一次。已保存的都在。' },
}
