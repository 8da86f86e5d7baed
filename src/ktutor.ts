console.log('ktutor')
